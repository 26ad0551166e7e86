import type { SyntheticSettings } from '../settings.js';
import { deriveSeed, uniform } from '../signals/noise.js';
import { nsOfSeconds, type Schedule } from './schedule.js';

/**
 * What becomes of a sample: it is sent; it is lost on the way, and the device's counter tells; or the device is silent
 * and does not take it at all.
 */
export type Fate = 'sent' | 'lost' | 'silent';

/** What the `simulate...` settings do to one stream; the same for the same seed. */
export interface Faults {
  fateOf(sample: number): Fate;
  /** By how much later than its last sample a chunk is handed over, in nanoseconds. */
  delayNs(chunk: number): bigint;
}

export function createFaults(streamKey: string, settings: SyntheticSettings, schedule: Schedule): Faults {
  const dropoutSeed = deriveSeed(settings.seed, `dropouts of ${streamKey}`);
  const jitterSeed = deriveSeed(settings.seed, `jitter of ${streamKey}`);
  const { simulateDropoutPercent, simulateDropoutSamples, simulateJitterMs } = settings;
  const isSilent = silence(settings);

  function isLost(sample: number): boolean {
    const burst = Math.floor(sample / simulateDropoutSamples);
    return 100 * uniform(dropoutSeed, burst) < simulateDropoutPercent;
  }

  return {
    fateOf(sample) {
      if (isSilent?.(schedule.hostOffsetNs(sample))) return 'silent';
      return simulateDropoutPercent > 0 && isLost(sample) ? 'lost' : 'sent';
    },
    delayNs: (chunk) => BigInt(Math.floor(simulateJitterMs * 1e6 * uniform(jitterSeed, chunk))),
  };
}

/**
 * Whether a device is silent at a time from the start of streaming: the last part of each `simulateGapEveryS`.
 * `undefined` for a device that never is.
 */
export function silence({
  simulateGapEveryS,
  simulateGapS,
}: SyntheticSettings): ((hostOffsetNs: bigint) => boolean) | undefined {
  if (simulateGapEveryS === 0) return undefined;
  const everyNs = nsOfSeconds(simulateGapEveryS);
  const beginNs = everyNs - nsOfSeconds(simulateGapS);
  return (hostOffsetNs) => hostOffsetNs % everyNs >= beginNs;
}
