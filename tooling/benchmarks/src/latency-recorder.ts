import { setTimeout as sleep } from 'node:timers/promises';
import type { Rounds } from './plan.js';
import { median, percentile } from './statistics.js';

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Collects latencies; in room that is taken beforehand, so that it adds no garbage while it measures. */
export class LatencyRecorder {
  readonly #latenciesNs = new Float64Array(1_000_000);
  #count = 0;
  readonly #rounds: Latency[] = [];

  add(latencyNs: number): void {
    this.#latenciesNs[this.#count] = latencyNs;
    this.#count += 1;
  }

  /** Forgets what came before: it was the warm-up. */
  startRound(): void {
    this.#count = 0;
  }

  endRound(): void {
    const latencies = this.#latenciesNs.subarray(0, this.#count);
    this.#rounds.push({ p50Ms: percentile(latencies, 0.5) / 1e6, p99Ms: percentile(latencies, 0.99) / 1e6 });
  }

  /** The median of the rounds: one that something else on the machine disturbed does not decide. */
  summary(): Latency {
    return {
      p50Ms: median(this.#rounds.map(({ p50Ms }) => p50Ms)),
      p99Ms: median(this.#rounds.map(({ p99Ms }) => p99Ms)),
    };
  }
}

/** Waits while somebody else adds latencies. */
export async function measureRounds(
  latency: LatencyRecorder,
  { warmUpMs, roundMs, rounds }: Rounds,
): Promise<Latency> {
  await sleep(warmUpMs);
  for (let round = 0; round < rounds; round++) {
    latency.startRound();
    await sleep(roundMs);
    latency.endRound();
  }
  return latency.summary();
}
