import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link TestkitError}. */
export const testkitErrorCodes = ['RULE_BROKEN', 'NO_DEVICE_FOUND', 'CLOCK_IN_USE'] as const;
/** One of the codes of {@link TestkitError}. */
export type TestkitErrorCode = (typeof testkitErrorCodes)[number];

/** A driver broke a rule of the contract, or a part of the test kit was used in a way that cannot work. */
export class TestkitError extends ModlinkError<TestkitErrorCode> {
  override readonly name = 'TestkitError';
}
