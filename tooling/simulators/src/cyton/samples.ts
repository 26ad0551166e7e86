/** What a simulated Cyton has measured, in counts of its converters. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedDataFolder } from '@modlink/test-parts';

/** One sample of all channels. */
export interface CytonSample {
  /** 8 values, or 16 with a Daisy module, from -8388608 to 8388607. */
  readonly counts: readonly number[];
  /** X, Y and Z, from -32768 to 32767. X = 0 means that the accelerometer has no new value. */
  readonly accel: readonly [x: number, y: number, z: number];
}

/** One row of the recording as its file has it. */
export interface CytonEegRow {
  readonly sampleNumber: number;
  /** Rounded to two digits by whoever wrote the file. */
  readonly microvolts: readonly number[];
  readonly accelG: readonly number[];
}

/** The recording, and the counts that its board must have sent. */
export interface CytonEeg {
  readonly rows: readonly CytonEegRow[];
  readonly samples: readonly CytonSample[];
}

/** Microvolt per count at the gain of 24 with which the recording was made. */
const microvoltPerCount = (4.5 / 24 / (2 ** 23 - 1)) * 1e6;
const gPerCount = 0.002 / 16;

/** 48 s of real 8-channel EEG: 12,000 samples at 250 Hz. The part `shared-data` of the tests says whether it is there. */
export function loadCytonEeg(): CytonEeg {
  const [header, ...lines] = readFileSync(join(sharedDataFolder, 'cyton-eeg.csv'), 'utf8').trim().split('\n');
  const columns = header?.split(',').length;
  const rows = lines.map((line, index) => {
    const values = line.split(',').map(Number);
    if (values.length !== columns || values.some(Number.isNaN)) {
      throw new Error(`Line ${index + 2} of cyton-eeg.csv does not have ${columns} numbers: ${line}`);
    }
    const [sampleNumber = Number.NaN, ...rest] = values;
    return { sampleNumber, microvolts: rest.slice(0, 8), accelG: rest.slice(8, 11) };
  });
  const samples = rows.map(({ microvolts, accelG }): CytonSample => {
    const [x = 0, y = 0, z = 0] = accelG.map((g) => Math.round(g / gPerCount));
    return { counts: microvolts.map((value) => Math.round(value / microvoltPerCount)), accel: [x, y, z] };
  });
  return { rows, samples };
}

/**
 * Samples without a recording: every channel of every sample differs, the extremes of the converter are among them, and
 * the accelerometer has a new value in each tenth sample only, as on a real board.
 */
export function syntheticCytonSamples(options: {
  readonly length: number;
  readonly channels?: 8 | 16;
}): readonly CytonSample[] {
  const { length, channels = 8 } = options;
  return Array.from({ length }, (_, sample) => ({
    counts: Array.from({ length: channels }, (_, channel) => syntheticCount(sample, channel)),
    accel: sample % 10 === 0 ? [100 + (sample % 1000), 1 - (sample % 1000), 8000] : [0, 0, 0],
  }));
}

function syntheticCount(sample: number, channel: number): number {
  if (sample === 0) return channel % 2 === 0 ? 8388607 : -8388608;
  // A prime step walks through the whole range of 24 bits without an early repetition.
  return ((sample * 104729 + channel * 1299709) % 2 ** 24) - 2 ** 23;
}
