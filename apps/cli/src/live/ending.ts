import type { DeviceInfo, Host } from '@modlink/host';

/**
 * Why a live command ended: its time was over, somebody stopped it, what was played (captures of raw
 * bytes, a recording) is over, no device is left, or the recording cannot be written any further.
 */
export type Ending = 'duration' | 'stopped' | 'played' | 'lost' | 'failed';

export interface EndingOptions {
  readonly host: Host;
  /** For good, when absent. */
  readonly durationMs: number | undefined;
  /** Aborts when somebody stops it. */
  readonly stopped: AbortSignal;
  /** Goes on without devices: others may still be connected from elsewhere. `false` when absent. */
  readonly isServer?: boolean | undefined;
}

/** Waits for whatever ends a live command. */
export function waitForEnding({
  host,
  durationMs,
  stopped,
  isServer = false,
}: EndingOptions): Promise<Ending> {
  return new Promise((resolve) => {
    const end = (ending: Ending): void => {
      clearTimeout(timer);
      unsubscribe();
      stopped.removeEventListener('abort', stop);
      resolve(ending);
    };
    const stop = (): void => end('stopped');
    const timer = durationMs === undefined ? undefined : setTimeout(() => end('duration'), durationMs);
    const played = new Set<string>();
    // A device that is connected and streams no more has no more to give.
    const isOver = ({ deviceId, state }: DeviceInfo): boolean =>
      state === 'connected' || played.has(deviceId);
    const endWithDevices = (): void => {
      if (!anyActive(host)) end('lost');
      else if (activeDevices(host).every(isOver)) end('played');
    };
    const unsubscribe = host.events.onAny((event) => {
      if (event.type === 'playback-ended' && event.deviceId !== undefined) played.add(event.deviceId);
      if (event.type === 'recording-failed') end('failed');
      else if (!isServer) endWithDevices();
    });
    stopped.addEventListener('abort', stop);
    // What happened before anybody listened.
    if (stopped.aborted) stop();
    else if (!isServer) endWithDevices();
  });
}

const activeDevices = (host: Host): readonly DeviceInfo[] =>
  host.devices.list().filter(({ state }) => state !== 'disconnected' && state !== 'failed');
const anyActive = (host: Host): boolean => activeDevices(host).length > 0;
