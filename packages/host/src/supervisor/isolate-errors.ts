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

/** @param exit - the last of its failures. */
export function isolateGaveUp(driverId: string, deviceId: string, exit: IsolateExit | undefined): HostError {
  const end = exit === undefined ? '' : ` At last it ${describeExit(exit)}.`;
  return new HostError(
    'ISOLATE_GAVE_UP',
    `The driver "${driverId}" failed again and again and is not started any more.${end} ` +
      `${remedies[exit?.cause ?? 'crashed']} Then connect the device again.`,
    { subject: { deviceId, driverId } },
  );
}

const remedies: Readonly<Record<IsolateExit['cause'], string>> = {
  closed: 'Look at the log.',
  crashed: 'Look at its last error output, and update or replace the driver.',
  hung: 'Check the device and its cable, or allow the call more time with the option timeouts; otherwise update the driver.',
  blocked:
    'Update or replace the driver; one that must compute for so long at a stretch needs a higher heartbeatTimeoutMs.',
  'out-of-memory':
    'Update or replace the driver, which may keep what it should let go; one that needs so much wants a higher memoryLimitMb.',
};

/** @param reason - why it was not found or connected the last time. */
export function reconnectGaveUp(deviceId: string, reason: string): HostError {
  return new HostError(
    'RECONNECT_GAVE_UP',
    `The device "${deviceId}" did not come back and is not looked for any more. At last: ${reason} ` +
      'Check that it is on, charged and plugged in, then search and connect it again. It is looked for without end while ' +
      'it is recorded, and for longer with a higher reconnect.maxAttempts.',
    { subject: { deviceId } },
  );
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
