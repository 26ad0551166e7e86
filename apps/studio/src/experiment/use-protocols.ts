import { z } from 'zod';
import { useStored } from '../storage/use-stored.js';
import { emptyProtocol, type Protocol, protocol } from './protocol.js';

/** The protocol that is edited now. */
export const useProtocolDraft = (): [Protocol, (draft: Protocol) => void] =>
  useStored('modlink-protocol-draft', protocol, emptyProtocol);

const none: Protocol[] = [];
const protocols = z.array(protocol);

/** Protocols that were saved under a name. */
export const useSavedProtocols = (): [Protocol[], (saved: Protocol[]) => void] =>
  useStored('modlink-protocols', protocols, none);
