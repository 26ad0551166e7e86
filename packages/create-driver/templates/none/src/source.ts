/**
 * Where readings come from. This one makes them up: put what talks to your device in its place, such as the maker's SDK, a
 * socket, or a web service.
 */
import { streams, valuesPerSample } from './streams.js';

/** The n-th reading of a stream, from 0. */
export function madeUpValues(stream: number, index: number): number[] {
  return Array.from({ length: valuesPerSample[stream] ?? 0 }, (_, value) => (7 * index + value) % 100);
}

export class Source {
  readonly #counts = streams.map(() => 0);
  #timers: NodeJS.Timeout[] = [];

  /** The next reading of a stream, as JSON. */
  read(stream: number): string {
    const count = this.#counts[stream] ?? 0;
    this.#counts[stream] = count + 1;
    return JSON.stringify({ stream, count, values: madeUpValues(stream, count) });
  }

  /** Calls back with each reading, until it is stopped. */
  start(onReading: (text: string) => void): void {
    this.#timers = streams.map(({ nominalSampleRateHz: rateHz }, stream) =>
      setInterval(() => onReading(this.read(stream)), typeof rateHz === 'number' ? 1_000 / rateHz : 100),
    );
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }
}
