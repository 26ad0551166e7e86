/** What simulated devices send. */
import { streams, valuesPerSample } from '../src/streams.js';

/** The n-th sample of a stream, from 0: numbers that fit into a byte. */
export function sampleValues(stream: number, index: number): number[] {
  return Array.from({ length: valuesPerSample[stream] ?? 0 }, (_, value) => (7 * index + value) % 100);
}

/** How often a stream has a sample, in milliseconds; ten times a second where it has no rate. */
export function intervalMs(stream: number): number {
  const rateHz = streams[stream]?.nominalSampleRateHz;
  return typeof rateHz === 'number' ? 1_000 / rateHz : 100;
}
