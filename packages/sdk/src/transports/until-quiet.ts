export interface QuietOptions {
  /** When something arrived last, by `performance.now()`. */
  readonly lastArrivalMs: () => number;
  /** So long nothing has to arrive, milliseconds. */
  readonly quietMs: number;
  /** It is not waited any longer, whatever arrives, milliseconds. */
  readonly limitMs: number;
}

/**
 * Waits until nothing has arrived for a while: after a command that stops a stream, where the device does not say when the
 * last byte is out.
 */
export async function untilQuiet({ lastArrivalMs, quietMs, limitMs }: QuietOptions): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    const quietSinceMs = Math.max(startMs, lastArrivalMs());
    const endMs = Math.min(quietSinceMs + quietMs, startMs + limitMs);
    await pause(Math.max(0, endMs - performance.now()));
    // On a busy computer bytes may wait to be read while the timer fires: they are read before this.
    await pause(0);
    if (lastArrivalMs() <= quietSinceMs || performance.now() >= startMs + limitMs) return;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
