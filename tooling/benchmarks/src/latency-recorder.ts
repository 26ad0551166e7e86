import { percentile } from './statistics.js';

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Collects latencies; a room that is taken beforehand, so that it adds no garbage while it measures. */
export class LatencyRecorder {
  readonly #latenciesNs = new Float64Array(1_000_000);
  #count = 0;

  add(latencyNs: number): void {
    this.#latenciesNs[this.#count] = latencyNs;
    this.#count += 1;
  }

  /** Forgets what was collected: it was the warm-up. */
  clear(): void {
    this.#count = 0;
  }

  summary(): Latency {
    const latencies = this.#latenciesNs.subarray(0, this.#count);
    return { p50Ms: percentile(latencies, 0.5) / 1e6, p99Ms: percentile(latencies, 0.99) / 1e6 };
  }
}
