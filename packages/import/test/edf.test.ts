import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { part } from '@modlink/test-parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledReader } from '../../export/test/support/compile.js';
import { python } from '../../export/test/support/python.js';
import { ImportError, importRecording } from '../src/index.js';
import { edfFile, type TestEdf } from './support/edf-file.js';
import { temporaryFolder } from './support/folder.js';
import { readRecording } from './support/read-recording.js';

const startNs = BigInt(Date.UTC(2021, 11, 31, 23, 59, 58)) * 1_000_000n;
const annotations = { label: 'EDF Annotations', samplesPerRecord: 40 } as const;

async function written(edf: TestEdf, cutBytes = 0): Promise<string> {
  const bytes = edfFile(edf);
  const input = join(await temporaryFolder(), edf.isBdf ? 'night.bdf' : 'night.edf');
  await writeFile(input, bytes.subarray(0, bytes.byteLength - cutBytes));
  return input;
}

async function imported(edf: TestEdf, cutBytes = 0) {
  const result = await importRecording({ input: await written(edf, cutBytes) });
  return { result, ...(await readRecording(result.path)) };
}

const twoRates: TestEdf = {
  patient: 'Miss X, 1980',
  signals: [
    { label: 'EEG Fp1', unit: 'uV', physical: ['-500', '500'], samplesPerRecord: 4 },
    {
      label: 'EEG Größe',
      unit: 'uV',
      physical: ['-1e3', '1000.5'],
      digital: [-2048, 2047],
      samplesPerRecord: 4,
    },
    { label: 'Temp', unit: 'degC', physical: ['34', '40.2'], digital: [-2048, 2047], samplesPerRecord: 1 },
  ],
  records: [
    [[-32768, 32767, 0, 1], [-2048, 2047, 0, 5], [7]],
    [[2, 3, 4, 5], [6, 7, 8, 9], [-2048]],
  ],
};

describe('EDF', () => {
  it('has a stream for each rate, with physical values of which the digital ones come back', async () => {
    const { result, info, streams } = await imported(twoRates);
    expect(result).toMatchObject({ format: 'edf', warnings: [] });
    const eeg = streams.get('edf.01:eeg')!;
    const temperature = streams.get('edf.01:signal')!;
    expect(eeg.times).toEqual(
      Array.from({ length: 8 }, (_, index) => startNs + BigInt(index) * 250_000_000n),
    );
    expect(temperature.times).toEqual([startNs, startNs + 1_000_000_000n]);
    expect(eeg.values[0]!.slice(0, 2)).toEqual([-500, 500]);
    expect(info.subject).toBe('Miss X, 1980');
    const { descriptor } = info.streams[0]!;
    expect(descriptor).toMatchObject({
      channelNames: ['EEG Fp1', 'EEG Größe'],
      nominalSampleRateHz: 4,
      dtype: 'float64',
      metadata: { unit: 'uV', prefilters: ['HP:0.1Hz', 'HP:0.1Hz'] },
    });
    const { physicalMin, physicalMax, digitalMin, digitalMax } = descriptor.metadata.scaling as Record<
      string,
      number[]
    >;
    const digital = eeg.values.map((values, channel) =>
      values.map((value) => {
        const step =
          (physicalMax![channel]! - physicalMin![channel]!) / (digitalMax![channel]! - digitalMin![channel]!);
        return Math.round((Number(value) - physicalMin![channel]!) / step) + digitalMin![channel]!;
      }),
    );
    expect(digital).toEqual([
      [-32768, 32767, 0, 1, 2, 3, 4, 5],
      [-2048, 2047, 0, 5, 6, 7, 8, 9],
    ]);
  });

  it('makes markers and segments of annotations, wherever they stand, and takes the equipment and the subject', async () => {
    const { events, info, streams } = await imported({
      reserved: 'EDF+C',
      patient: 'S-042 F 01-JAN-1980 Doe',
      recording: 'Startdate 31-DEC-2021 ADM TECH SuperAmp_3',
      signals: [{ label: 'ECG', samplesPerRecord: 2 }, annotations],
      records: [
        [
          [1, 2],
          '+0.25\u0014\u0014\0+3.5\u00150.5\u0014late\u0014\0+1.1\u00152\u0014sleep ä\u0014arousal\u0014\0',
        ],
        [[3, 4], '+1.25\u0014\u0014\0-0.5\u0014before\u0014\0'],
      ],
    });
    expect(streams.get('superamp_3.01:signal')?.times).toEqual(
      [250, 750, 1250, 1750].map((ms) => startNs + BigInt(ms) * 1_000_000n),
    );
    expect(info.subject).toBe('S-042');
    expect(
      events.map(({ type, label, timestampNs }) => [type, label, Number(timestampNs - startNs) / 1e6]),
    ).toEqual([
      ['marker', 'before', -500],
      ['segment-start', 'sleep ä', 1100],
      ['segment-start', 'arousal', 1100],
      ['segment-end', 'sleep ä', 3100],
      ['segment-end', 'arousal', 3100],
      ['segment-start', 'late', 3500],
      ['segment-end', 'late', 4000],
    ]);
  });

  it('has the records of discontinuous files at their own times, and counts what is between', async () => {
    const { streams } = await imported({
      reserved: 'EDF+D',
      signals: [{ label: 'x', samplesPerRecord: 10 }, annotations],
      records: [
        [[1], '+0\u0014\u0014\0'],
        [[2], '+1\u0014\u0014\0'],
        [[3], '+10.55\u0014\u0014\0'],
      ],
    });
    const { times, lost } = streams.get('edf.01:signal')!;
    expect([times[0], times[10], times[20]]).toEqual([
      startNs,
      startNs + 1_000_000_000n,
      startNs + 10_550_000_000n,
    ]);
    expect(lost).toEqual([0, 0, 86]);
  });

  it('reads 24 bits, and makes markers of the triggers in the status of a BDF file', async () => {
    const { streams, events, info } = await imported({
      isBdf: true,
      reserved: '24BIT',
      signals: [
        { label: 'A1', unit: 'uV', physical: ['-262144', '262143'], samplesPerRecord: 4 },
        { label: 'Status', unit: 'Boolean', samplesPerRecord: 4 },
      ],
      records: [
        [
          [-(2 ** 23), 2 ** 23 - 1, -1, 0],
          [0x10_0000, 0x10_0005, 0x10_0005, 0x10_0000],
        ],
        [
          [1, 2, 3, 4],
          [-(2 ** 23) + 7, 9, 0, 0],
        ],
      ],
    });
    expect(streams.get('bdf.01:signal')?.values[0]?.slice(0, 2)).toEqual([-262144, 262143]);
    expect(streams.get('bdf.01:status')?.values[0]?.[4]).toBe(0x80_0007);
    expect(info.streams.map(({ descriptor }) => descriptor.dtype)).toEqual(['float64', 'int32']);
    expect(events.map(({ label, timestampNs }) => [label, Number(timestampNs - startNs) / 1e6])).toEqual([
      ['5', 250],
      ['7', 1000],
      ['9', 1250],
    ]);
  });

  it('keeps what is whole of a file that was cut off or not closed, and says so', async () => {
    const cut = await imported(twoRates, 3);
    expect(cut.result.warnings).toMatchObject([
      { message: expect.stringMatching(/says 2 data records and has 1/) },
    ]);
    expect(cut.streams.get('edf.01:eeg')?.times).toHaveLength(4);
    const open = await imported({ ...twoRates, said: -1 });
    expect(open.result.warningCount).toBe(0);
    expect(open.streams.get('edf.01:eeg')?.times).toHaveLength(8);
  });

  it.each([
    [{ ...twoRates, seconds: 'one' }, 'byte 244'],
    [{ ...twoRates, seconds: '0' }, 'byte 244'],
    [
      {
        ...twoRates,
        signals: [{ label: 'x', samplesPerRecord: 2, physical: ['a', '1'] as const }],
        records: [],
      },
      `byte ${256 + 104}`,
    ],
    [{ ...twoRates, signals: [], records: [] }, 'byte 252'],
  ])('says where a header is wrong', async (edf: TestEdf, at) => {
    await expect(imported(edf)).rejects.toMatchObject({
      code: 'IMPORT_INVALID_FILE',
      message: expect.stringContaining(`at ${at}, `),
    });
  });

  it('never ends otherwise than with a recording or an ImportError, whatever the bytes are', async () => {
    const folder = await temporaryFolder();
    const whole = edfFile({
      reserved: 'EDF+D',
      signals: [{ label: 'x', samplesPerRecord: 5 }, annotations],
      records: [
        [[1], '+0\u0014\u0014\0+0.5\u00151\u0014a\u0014\0'],
        [[2], '+1\u0014\u0014\0'],
      ],
    });
    const input = join(folder, 'fuzz.edf');
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.nat(whole.byteLength - 1),
            fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('019-+. '))),
          ),
        ),
        fc.nat(whole.byteLength),
        fc.boolean(),
        async (changes, cut, isCut) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          await writeFile(input, isCut ? bytes.subarray(0, cut) : bytes);
          await importRecording({ input, format: 'edf', overwrite: true }).then(
            ({ path }) => readRecording(path),
            (error) => expect(error).toBeInstanceOf(ImportError),
          );
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});

/** Five seconds of three signals at two rates, over the whole range of their digital values, with annotations. */
function night(isBdf: boolean): TestEdf {
  const highest = isBdf ? 2 ** 23 : 2 ** 15;
  const noise = (length: number, seed: number): number[] =>
    Array.from({ length }, (_, at) => Math.round(Math.sin(at * at + seed) * (highest - 1)));
  return {
    isBdf,
    reserved: isBdf ? 'BDF+C' : 'EDF+C',
    patient: 'X X X X',
    recording: 'Startdate 31-DEC-2021 X X X',
    signals: [
      { label: 'Fp1', unit: 'uV', physical: ['-187500', '187499.9'], samplesPerRecord: 256 },
      { label: 'Fp2', unit: 'uV', physical: ['0.001', '17'], samplesPerRecord: 256 },
      { label: 'Resp', unit: 'mV', physical: ['-3.2', '3.1'], samplesPerRecord: 32 },
      { ...annotations, label: isBdf ? 'BDF Annotations' : 'EDF Annotations' },
    ],
    records: Array.from({ length: 5 }, (_, record) => [
      noise(256, record),
      noise(256, record + 0.5),
      noise(32, record),
      `+${record}\u0014\u0014\0${record === 2 ? '+0.1234567\u0014here\u0014\0' : ''}`,
    ]),
  };
}

const edflib = await part('edflib');

edflib.describe('EDF and BDF, beside EDFlib', () => {
  const read = compiledReader<{
    readonly signals: readonly { readonly values: readonly number[] }[];
    readonly annotations: readonly { readonly onset: number; readonly text: string }[];
  }>('cc', '../../../export/test/support/read-edf.c', 'edf');

  it.each([false, true])('has the same values and annotations (BDF: %s)', async (isBdf) => {
    const input = await written(night(isBdf));
    const reference = await read(input);
    const { path } = await importRecording({ input });
    const { streams, events } = await readRecording(path);
    const values = [...streams.values()].flatMap((stream) => stream.values);
    for (const [index, signal] of reference.signals.entries()) {
      expect(values[index]).toHaveLength(signal.values.length);
      const range = Math.max(...signal.values.map(Math.abs));
      for (const [at, value] of signal.values.entries())
        expect(Math.abs(Number(values[index]![at]) - value)).toBeLessThan(range * 1e-12);
    }
    expect(reference.annotations).toMatchObject([{ onset: 1_234_567, text: 'here' }]);
    expect(events).toMatchObject([{ label: 'here', timestampNs: startNs + 123_456_700n }]);
  });
});

const mne = await part('mne');

mne.describe('EDF and BDF, beside MNE', () => {
  it.each([false, true])('has the same values, start and annotations (BDF: %s)', async (isBdf) => {
    const input = await written(night(isBdf));
    // MNE brings all signals to one rate: those that have it already are compared.
    const reference = (await python(
      `
import json, mne, sys
read = mne.io.read_raw_bdf if sys.argv[1].endswith('.bdf') else mne.io.read_raw_edf
raw = read(sys.argv[1], include=['Fp1', 'Fp2'], preload=True, verbose='error')
print(json.dumps({
    'rate': raw.info['sfreq'],
    'start': raw.info['meas_date'].isoformat(),
    'volts': raw.get_data().tolist(),
    'annotations': [[each['onset'], each['duration'], each['description']] for each in raw.annotations],
}))
`,
      input,
    )) as {
      readonly rate: number;
      readonly start: string;
      readonly volts: readonly (readonly number[])[];
      readonly annotations: readonly unknown[];
    };
    const { path } = await importRecording({ input });
    const { info, streams, events } = await readRecording(path);
    const eeg = [...streams.values()].find(({ values }) => values.length === 2)!;
    expect(info.streams.map(({ descriptor }) => descriptor.nominalSampleRateHz)).toContain(reference.rate);
    expect(BigInt(Date.parse(reference.start)) * 1_000_000n).toBe(eeg.times[0]);
    for (const [channel, volts] of reference.volts.entries()) {
      expect(eeg.values[channel]).toHaveLength(volts.length);
      const range = Math.max(...volts.map(Math.abs)) * 1e6;
      for (const [at, value] of volts.entries())
        expect(Math.abs(Number(eeg.values[channel]![at]) - value * 1e6)).toBeLessThan(range * 1e-9);
    }
    // Of an onset MNE keeps microseconds.
    expect(reference.annotations).toEqual([[0.123_457, 0, 'here']]);
    expect(events).toMatchObject([{ label: 'here', timestampNs: startNs + 123_456_700n }]);
  });
});
