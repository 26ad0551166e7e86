/** How long and how often everything is measured. */
import { type FrameKind, frameKinds } from './frames.js';

export interface Plan {
  readonly name: PlanName;
  readonly frames: readonly FrameKind[];
  readonly throughput: Rounds;
  readonly latency: Rounds;
  readonly compressions: readonly ('lz4' | 'zstd')[];
  readonly recording: { readonly megabytes: number; readonly rounds: number };
  /** How many frames of each kind a driver sends each second; those that are not named are not measured. */
  readonly sustained: {
    readonly framesPerSecond: Readonly<Record<string, number>>;
    readonly seconds: number;
  };
  readonly seek: { readonly megabytes: number; readonly seeks: number };
  readonly scan: { readonly packages: number; readonly drivers: number; readonly rounds: number };
  readonly starts: { readonly rounds: number };
  readonly memory: { readonly settleMs: number };
  /** Minutes of signals, and how many times faster than a device they come. */
  readonly longRecording: { readonly minutes: number; readonly acceleration: number };
  readonly soak: { readonly seconds: number };
}

/** What is measured again and again, after the code has been compiled: at 1,000 frames a second that takes seconds. */
export interface Rounds {
  readonly warmUpMs: number;
  readonly roundMs: number;
  readonly rounds: number;
}

/** `full` for numbers to keep, `quick` for a look, `smoke` to see that everything runs. */
export const planNames = ['full', 'quick', 'smoke'] as const;
export type PlanName = (typeof planNames)[number];

const only = (...keys: string[]) => frameKinds.filter(({ key }) => keys.includes(key));

export const plans: Readonly<Record<PlanName, Plan>> = {
  full: {
    name: 'full',
    frames: frameKinds,
    throughput: { warmUpMs: 1_000, roundMs: 1_000, rounds: 3 },
    latency: { warmUpMs: 4_000, roundMs: 1_000, rounds: 5 },
    compressions: ['lz4', 'zstd'],
    recording: { megabytes: 512, rounds: 5 },
    sustained: { framesPerSecond: { eeg: 150_000, array: 10_000, video: 300 }, seconds: 10 },
    seek: { megabytes: 4_200, seeks: 300 },
    scan: { packages: 1_000, drivers: 50, rounds: 15 },
    starts: { rounds: 5 },
    memory: { settleMs: 3_000 },
    longRecording: { minutes: 10, acceleration: 30 },
    soak: { seconds: 600 },
  },
  quick: {
    name: 'quick',
    frames: only('eeg', 'video'),
    throughput: { warmUpMs: 500, roundMs: 400, rounds: 1 },
    latency: { warmUpMs: 1_000, roundMs: 500, rounds: 1 },
    compressions: [],
    recording: { megabytes: 96, rounds: 1 },
    sustained: { framesPerSecond: { eeg: 150_000, video: 300 }, seconds: 2 },
    seek: { megabytes: 400, seeks: 100 },
    scan: { packages: 1_000, drivers: 50, rounds: 5 },
    starts: { rounds: 1 },
    memory: { settleMs: 500 },
    longRecording: { minutes: 2, acceleration: 30 },
    soak: { seconds: 10 },
  },
  smoke: {
    name: 'smoke',
    frames: only('imu'),
    throughput: { warmUpMs: 300, roundMs: 300, rounds: 1 },
    latency: { warmUpMs: 0, roundMs: 100, rounds: 1 },
    compressions: ['zstd'],
    recording: { megabytes: 1, rounds: 1 },
    sustained: { framesPerSecond: { imu: 1_000 }, seconds: 0.2 },
    seek: { megabytes: 1, seeks: 3 },
    scan: { packages: 20, drivers: 2, rounds: 1 },
    starts: { rounds: 1 },
    memory: { settleMs: 0 },
    longRecording: { minutes: 0.1, acceleration: 30 },
    soak: { seconds: 1 },
  },
};
