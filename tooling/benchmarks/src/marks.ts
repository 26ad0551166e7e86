/** What the host is to reach on a machine that does nothing else, and whether a run did. */
import type { Measurement } from './measurement.js';

export interface MarkResult {
  readonly text: string;
  readonly reached: boolean;
}

interface Mark {
  readonly text: string;
  /** @param of - the value of a measurement, or what stands beside it; `undefined` when it was not measured. */
  readonly reached: (of: Lookup) => boolean | undefined;
}

type Lookup = (id: string, which?: 'value' | 'beside') => number | undefined;

const marks: readonly Mark[] = [
  {
    text: '300,000 small frames/s from a process',
    reached: (of) => atLeast(of('throughput/process/eeg/1 tap'), 300_000),
  },
  {
    text: '500 video frames/s from a process',
    reached: (of) => atLeast(of('throughput/process/video/1 tap'), 500),
  },
  {
    text: '500,000 small frames/s from a worker',
    reached: (of) => atLeast(of('throughput/worker/eeg/1 tap'), 500_000),
  },
  {
    text: 'p50 below 0.3 ms from a process, small frames',
    reached: (of) => atMost(of('latency/process/eeg/p50'), 0.3),
  },
  {
    text: 'p99 at most 0.5 ms above that of a bare pipe, small frames',
    reached: (of) =>
      atMost(of('latency/process/eeg/p99'), plus(of('latency/process/eeg/p99', 'beside'), 0.5)),
  },
  {
    text: '4 consumers cost at most a quarter more than 1, small frames',
    reached: (of) =>
      atLeast(of('throughput/process/eeg/4 taps'), part(of('throughput/process/eeg/1 tap'), 0.8)),
  },
  {
    text: '150,000 small frames/s into a recording',
    reached: (of) => atLeast(of('recording/eeg/frames'), 150_000),
  },
  {
    text: 'recording at 0.8 of a plain file, 32 KiB frames',
    reached: (of) => atLeast(of('recording/array/bytes'), part(of('recording/array/bytes', 'beside'), 0.8)),
  },
  {
    text: 'recording at 0.8 of a plain file, 900 kB frames',
    reached: (of) => atLeast(of('recording/video/bytes'), part(of('recording/video/bytes', 'beside'), 0.8)),
  },
  {
    text: 'anywhere in a recording of 4 GB in 100 ms',
    reached: (of) => atMost(of('seek/p99'), 100),
  },
  {
    text: 'a scan of the packages in 150 ms',
    reached: (of) => atMost(of('scan/first'), 150),
  },
];

/** The marks that a run can say something of. */
export function judge(measurements: readonly Measurement[]): readonly MarkResult[] {
  const of: Lookup = (id, which = 'value') => {
    const found = measurements.find((measurement) => measurement.id === id);
    return which === 'value' ? found?.value : found?.beside.value;
  };
  return marks.flatMap(({ text, reached }) => {
    const answer = reached(of);
    return answer === undefined ? [] : [{ text, reached: answer }];
  });
}

const plus = (value: number | undefined, more: number) => (value === undefined ? undefined : value + more);
const part = (value: number | undefined, share: number) => (value === undefined ? undefined : value * share);
const atLeast = (value: number | undefined, bound: number | undefined) =>
  value === undefined || bound === undefined ? undefined : value >= bound;
const atMost = (value: number | undefined, bound: number | undefined) =>
  value === undefined || bound === undefined ? undefined : value <= bound;
