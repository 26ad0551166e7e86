/** What simulated Polar sensors measure: whole counts, each a function of its number, so that tests know the truth. */
export type PolarMeasurement = 'ecg' | 'ppg' | 'accel' | 'ppi' | 'gyro' | 'mag';

type Signal = (index: number, seed: number) => readonly number[];

/** ECG in microvolt: a spike a second over a slow wave. */
const ecg: Signal = (index, seed) => {
  const phase = (index % 104) / 104;
  const spike =
    Math.exp(-(((phase - 0.3) / 0.015) ** 2)) * 1100 - Math.exp(-(((phase - 0.335) / 0.02) ** 2)) * 260;
  const wave = Math.exp(-(((phase - 0.6) / 0.06) ** 2)) * 210;
  return [Math.round(spike + wave + 40 * Math.sin(index / 300 + seed))];
};

const three = (amplitude: number, offset: number, periodSamples: number): Signal => {
  return (index, seed) =>
    [0, 1, 2].map((axis) =>
      Math.round(
        (axis === 2 ? offset : 0) +
          amplitude * Math.sin((2 * Math.PI * index) / (periodSamples * (1 + axis / 3)) + axis + seed),
      ),
    );
};

/** Optical counts: three that pulse, and the light around. */
const ppg: Signal = (index, seed) => [
  ...[0, 1, 2].map((each) =>
    Math.round(380_000 + 9000 * each + 2500 * Math.sin((2 * Math.PI * index) / 44 + each / 5 + seed)),
  ),
  Math.round(-12_000 + 300 * Math.sin(index / 90 + seed)),
];

const signals = {
  ecg,
  ppg,
  // mG on the H10 and OH1, 1/4096 g on the Verity Sense: gravity on z.
  accel: three(300, 1000, 60),
  gyro: three(900, 0, 45),
  mag: three(450, 300, 200),
} satisfies Partial<Record<PolarMeasurement, Signal>>;

/** The counts of one sample, one per channel. */
export function polarSample(measurement: keyof typeof signals, index: number, seed = 1): readonly number[] {
  // No device sends -0.
  return signals[measurement](index, seed).map((count) => count + 0);
}

/** One interval between pulses. */
export interface SimulatedPpi {
  readonly heartRateBpm: number;
  readonly intervalMs: number;
  readonly errorMs: number;
  readonly blocked: boolean;
  readonly contact: boolean;
}

export function polarPpi(index: number, seed = 1): SimulatedPpi {
  const intervalMs = Math.round(820 + 60 * Math.sin(index / 3 + seed));
  return {
    heartRateBpm: Math.round(60_000 / intervalMs),
    intervalMs,
    errorMs: 8 + (index % 5),
    blocked: index % 11 === 10,
    contact: index % 13 !== 12,
  };
}
