import type { ProtocolErrorCode } from '@modlink/protocol';
import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link ServerError}: those of the wire, and those of starting a server. */
export type ServerErrorCode =
  | ProtocolErrorCode
  | 'INVALID_OPTIONS'
  | 'TOKEN_REQUIRED'
  | 'ADDRESS_IN_USE'
  | 'ADDRESS_NOT_AVAILABLE';

/** The server was asked for something that it does not have or does not do. */
export class ServerError extends ModlinkError<ServerErrorCode> {
  override readonly name = 'ServerError';
}
