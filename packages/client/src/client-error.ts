import type { Problem } from '@modlink/protocol';
import { ModlinkError } from '@modlink/sdk';

/** Codes of failures that the server did not tell of; all others are its own. */
export const clientErrorCodes = ['SERVER_NOT_REACHED', 'ANSWER_NOT_UNDERSTOOD'] as const;
export type ClientErrorCode = (typeof clientErrorCodes)[number];

/** What went wrong with a request. `code` is the server's where it answered with a problem document. */
export class ClientError extends ModlinkError {
  override readonly name = 'ClientError';
  /** What the server answered; `undefined` where it did not answer so. */
  readonly problem: Problem | undefined;

  constructor(
    code: ClientErrorCode | (string & {}),
    message: string,
    { cause, problem }: { readonly cause?: unknown; readonly problem?: Problem } = {},
  ) {
    super(code, message, { cause, ...(problem?.subject && { subject: definedOnly(problem.subject) }) });
    this.problem = problem;
  }

  /** The HTTP status of the answer. */
  get status(): number | undefined {
    return this.problem?.status;
  }
}

function definedOnly(subject: NonNullable<Problem['subject']>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(subject).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
