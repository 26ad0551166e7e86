import type { Host } from '@modlink/host';

/**
 * Why a live command ended: its time was over, somebody stopped it, no device is left, or the recording cannot be written
 * any further.
 */
export type Ending = 'duration' | 'stopped' | 'lost' | 'failed';

export interface EndingOptions {
  readonly host: Host;
  /** For good, when absent. */
  readonly durationMs: number | undefined;
  /** Aborts when somebody stops it. */
  readonly stopped: AbortSignal;
}

/** Waits for whatever ends a live command. */
export function waitForEnding({ host, durationMs, stopped }: EndingOptions): Promise<Ending> {
  return new Promise((resolve) => {
    const end = (ending: Ending): void => {
      clearTimeout(timer);
      unsubscribe();
      stopped.removeEventListener('abort', stop);
      resolve(ending);
    };
    const stop = (): void => end('stopped');
    const timer = durationMs === undefined ? undefined : setTimeout(() => end('duration'), durationMs);
    const unsubscribe = host.events.onAny(({ type }) => {
      if (type === 'recording-failed') end('failed');
      else if (!anyActive(host)) end('lost');
    });
    stopped.addEventListener('abort', stop);
    // What happened before anybody listened.
    if (stopped.aborted) stop();
    else if (!anyActive(host)) end('lost');
  });
}

const anyActive = (host: Host): boolean =>
  host.devices.list().some(({ state }) => state !== 'disconnected' && state !== 'failed');
