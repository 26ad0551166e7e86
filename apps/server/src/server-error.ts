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

/** Carries every value that is wrong. */
export class InvalidRequest extends ServerError {
  readonly issues: readonly { readonly at: string; readonly message: string }[];

  constructor(issues: InvalidRequest['issues']) {
    const words = issues.map(({ at, message }) => `${at}: ${message}`).join('; ');
    super('INVALID_REQUEST', `The request is not as it must be: ${words}.`);
    this.issues = issues;
  }
}
