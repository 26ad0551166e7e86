/** What a control call that did not succeed fails with, and how the end of an isolate is put into words. */
import { ModlinkError, type SerializedError } from '@modlink/sdk';
import { HostError } from '../errors.js';
import type { ControlName } from '../isolate/messages.js';
import type { IsolateExit } from './carrier.js';

/** What the driver threw: with the code that the driver gave it, or as a failure of the method. */
export function driverFailure(driverId: string, name: ControlName, error: SerializedError): ModlinkError {
  const subject = { ...error.subject, driverId };
  const ours =
    error.code === 'UNEXPECTED'
      ? new HostError(
          'DRIVER_METHOD_FAILED',
          `"${name}" of the driver "${driverId}" failed: ${error.message}`,
          { subject },
        )
      : new ModlinkError(error.code, error.message, { subject });
  // The stack that helps is the one inside the driver.
  if (error.stack !== undefined) ours.stack = error.stack;
  return ours;
}

export function callAborted(driverId: string, name: ControlName): HostError {
  return new HostError('CONTROL_ABORTED', `"${name}" of the driver "${driverId}" was cancelled.`, {
    subject: { driverId },
  });
}

export function callTimedOut(driverId: string, name: ControlName, timeoutMs: number): HostError {
  return new HostError(
    'CONTROL_TIMEOUT',
    `"${name}" of the driver "${driverId}" did not end within ${timeoutMs / 1000} s. ` +
      'Check the device and its cable and try again; a driver that does not react to its abort signal is restarted.',
    { subject: { driverId } },
  );
}

export function isolateExited(driverId: string, exit: IsolateExit): HostError {
  const said = exit.stderr === '' ? '' : ` It said: ${exit.stderr}`;
  return new HostError('ISOLATE_EXITED', `The driver "${driverId}" ${describeExit(exit)}.${said}`, {
    subject: { driverId },
  });
}

/** How an isolate ended, as the rest of a sentence about its driver. */
export function describeExit({
  cause,
  exitCode,
  signal,
}: Pick<IsolateExit, 'cause' | 'exitCode' | 'signal'>): string {
  if (cause === 'hung') return 'did not end a call in its time, and was ended';
  if (cause === 'blocked') return 'blocked its event loop, and was ended';
  if (cause === 'out-of-memory') return 'took more memory than its limit, and was ended';
  if (signal !== null) return `was ended by ${signal}`;
  return exitCode === null ? 'ended' : `ended with exit code ${exitCode}`;
}
