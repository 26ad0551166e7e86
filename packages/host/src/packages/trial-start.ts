/** Whether a driver of a staged package comes up: before it takes the place of one that does. */
import { isModlinkError, transportErrorCodes } from '@modlink/sdk';
import { HostError } from '../errors.js';
import type { StartableDriver } from '../registry/index.js';
import { LeaseTable } from '../supervisor/leases.js';
import { createIsolateStarter, type IsolateStarterOptions } from '../supervisor/start-isolate.js';

export type TrialStart = (driver: StartableDriver, signal: AbortSignal | undefined) => Promise<void>;

/**
 * Starts a driver in a process of its own, in which there are no devices: it constructs, describes its streams and searches.
 * @throws (from the returned function) what loading or searching threw.
 */
export function createTrialStart(isolates: IsolateStarterOptions): TrialStart {
  const start = createIsolateStarter({
    ...isolates,
    // Transports with nothing on them: a running device is not disturbed, and none is asked for permission.
    playback: [],
    capture: undefined,
    leases: new LeaseTable(),
    // A fault at this first start must not be the host's.
    isolationOf: () => 'process',
  });
  return async (driver, signal) => {
    const stderr: string[] = [];
    const observer = {
      onFrame() {},
      onMessage() {},
      onOutput: (_level: unknown, line: string) => void stderr.push(line),
      onExit() {},
    };
    const loaded = await start(driver, observer).catch((error: unknown) => {
      // Settings that are to be set first, or anew, are the user's matter and not the driver's fault.
      if (isModlinkError(error) && error.code === 'SETTINGS_INVALID') return undefined;
      throw withOutput(error, stderr);
    });
    if (loaded === undefined) return;
    try {
      for (const provider of driver.providers) {
        await loaded.isolate.call('search', { provider }, signal).catch((error: unknown) => {
          if (!isDeviceMatter(error)) throw withOutput(error, stderr);
        });
      }
    } finally {
      await loaded.isolate.close();
    }
  };
}

/** No adapter, no permission, no device: it is another thing with devices. */
function isDeviceMatter(error: unknown): boolean {
  return isModlinkError(error) && (transportErrorCodes as readonly string[]).includes(error.code);
}

/** What a driver wrote before it ended often says more than how it ended. */
function withOutput(error: unknown, stderr: readonly string[]): unknown {
  if (!isModlinkError(error) || error.code !== 'ISOLATE_EXITED' || stderr.length === 0) return error;
  return new HostError(
    'ISOLATE_EXITED',
    `${error.message} It wrote: ${stderr.slice(-5).join(' ').slice(0, 1_000)}`,
    {
      cause: error,
      subject: error.subject,
    },
  );
}
