import { z } from 'zod';
import { useStored } from '../storage/use-stored.js';
import { type Setup, setup } from './setup.js';

const none: Setup[] = [];
const setups = z.array(setup);

/** The setups that this browser keeps. */
export const useSetups = (): [Setup[], (saved: Setup[]) => void] => useStored('modlink-setups', setups, none);
