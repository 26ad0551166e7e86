import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { part } from '@modlink/test-parts';
import { describe, expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { compiledReader } from './support/compile.js';
import {
  describeStream,
  record,
  startNs,
  temporaryFolder,
  type WrittenRecording,
} from './support/recordings.js';

interface ReadEdf {
  readonly filetype: number;
  readonly start: string;
  /** 100 ns */
  readonly subsecond: number;
  readonly records: number;
  /** 100 ns */
  readonly recordDuration: number;
  readonly signals: readonly {
    readonly label: string;
    readonly transducer: string;
    readonly unit: string;
    readonly min: number;
    readonly max: number;
    readonly perRecord: number;
    readonly values: readonly number[];
  }[];
  /** 100 ns from the first sample. */
  readonly annotations: readonly {
    readonly onset: number;
    readonly duration: number;
    readonly text: string;
  }[];
}

const variants = [
  { format: 'edf', filetype: 1, steps: 65_535 },
  { format: 'bdf', filetype: 3, steps: 16_777_215 },
] as const;
/** What EDFlib says of an annotation without a duration. */
const none = -10_000_000;
const trimmed = (text: string): string => text.trimEnd();
const noise = (length: number, scale: number): Float32Array =>
  Float32Array.from({ length }, (_, at) => scale * Math.sin(at * at + 0.1));

const edflib = await part('edflib');

edflib.describe('the EDF+ and BDF+ export, read by EDFlib', () => {
  const read = compiledReader<ReadEdf>('cc', 'read-edf.c', 'edf');

  it.each(variants)(
    'has signals of several rates to half a step: $format',
    async ({ format, filetype, steps }) => {
      const folder = await temporaryFolder();
      const eeg = describeStream({
        channelNames: ['Fp1', 'Größe'],
        metadata: { unit: 'µV', reference: 'A1' },
      });
      const slow = describeStream({
        streamKey: 'temperature',
        nominalSampleRateHz: 12.5,
        metadata: { unit: '°C' },
      });
      const values = noise(2 * 1000, 187_500);
      const temperatures = noise(50, 0.5);
      const begun = startNs + 123_456_700n;
      const input = record(folder, (recording) => {
        recording.addStream(eeg);
        recording.addStream(slow);
        for (let frame = 0; frame < 20; frame++) {
          const part = new Float32Array(100);
          for (let channel = 0; channel < 2; channel++) {
            part.set(
              values.subarray(channel * 1000 + frame * 50, channel * 1000 + (frame + 1) * 50),
              channel * 50,
            );
          }
          const timestampNs = begun + BigInt(frame) * 200_000_000n;
          recording.add(eeg, part, [2, 50], { seq: frame, timestampNs });
          if (frame % 2 === 0)
            recording.add(slow, temperatures.slice((frame / 2) * 5, (frame / 2) * 5 + 5), [1, 5], {
              seq: frame / 2,
              timestampNs,
            });
        }
      });
      const path = join(folder, `rec.${format}`);
      expect(await exportRecording({ input, format })).toMatchObject({
        skipped: [],
        files: [{ path, rows: 1000 }],
      });
      const file = await read(path);
      expect(file).toMatchObject({
        filetype,
        start: new Date(Number(startNs / 1_000_000n)).toISOString().slice(0, 19),
        subsecond: 1_234_567,
        records: 2,
        recordDuration: 20_000_000,
        annotations: [],
      });
      expect(trimmed(file.signals[0]!.transducer)).toBe('amplifier.01:eeg, reference A1');
      expect(
        file.signals.map(({ label, unit, perRecord }) => [trimmed(label), trimmed(unit), perRecord]),
      ).toEqual([
        ['EEG Fp1-A1', 'uV', 500],
        ['EEG Gro_e-A1', 'uV', 500],
        ['ch1', 'degC', 25],
      ]);
      const expected = [values.subarray(0, 1000), values.subarray(1000), temperatures];
      for (const [index, { values: got, min, max }] of file.signals.entries()) {
        const wanted = expected[index]!;
        expect(got).toHaveLength(wanted.length);
        const worst = Math.max(...got.map((value, at) => Math.abs(value - wanted[at]!)));
        expect(worst).toBeLessThanOrEqual(((max - min) / steps / 2) * 1.001);
        // The range is that of the values, not wider than the header's digits ask for.
        expect(max - min).toBeLessThan(1.001 * (Math.max(...wanted) - Math.min(...wanted)));
      }
    },
  );

  it.each(variants)('keeps integers that fit as they are: $format', async ({ format, filetype }) => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({ nominalSampleRateHz: 4 });
    const top = filetype === 1 ? 32_767 : 8_388_607;
    const values = [-top - 1, -1, 0, 1, 12_345, top, 7, -7];
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      recording.add(descriptor, Int32Array.from(values), [1, 8]);
    });
    await exportRecording({ input, format });
    expect((await read(join(folder, `rec.${format}`))).signals[0]?.values).toEqual(values);
  });

  it('names the subject in the field of the patient, by its code alone', async () => {
    for (const [subject, field] of [
      ['S 01', 'S_01 X X X'],
      [undefined, 'X X X X'],
    ]) {
      const folder = await temporaryFolder();
      const descriptor = describeStream();
      const fill = (recording: WrittenRecording): void => {
        recording.addStream(descriptor);
        recording.add(descriptor, Float32Array.of(1), [1, 1]);
      };
      const input = record(folder, fill, { subject });
      const { files } = await exportRecording({ input, format: 'edf' });
      expect((await readFile(files[0]!.path)).toString('latin1', 8, 88).trimEnd()).toBe(field);
      await read(files[0]!.path);
    }
  });

  it('fills gaps, a late start and an early end, and annotates them', async () => {
    const folder = await temporaryFolder();
    const [whole, late] = ['a', 'b'].map((streamKey) =>
      describeStream({ streamKey, nominalSampleRateHz: 10 }),
    );
    const input = record(folder, (recording) => {
      recording.addStream(whole!);
      recording.addStream(late!);
      const at = (seconds: number) => startNs + BigInt(Math.round(seconds * 1e9));
      const frame = (first: number) => Int16Array.from({ length: 5 }, (_, index) => first + index);
      recording.add(whole!, frame(10), [1, 5], { seq: 0, timestampNs: at(0) });
      recording.add(whole!, frame(15), [1, 5], { seq: 1, timestampNs: at(0.52) });
      recording.add(late!, frame(50), [1, 5], { seq: 0, timestampNs: at(1.3) });
      // Two frames are missing, and the device says that three samples are.
      recording.add(whole!, frame(20), [1, 5], { seq: 4, timestampNs: at(2) });
      recording.add(whole!, frame(25), [1, 5], { seq: 5, timestampNs: at(2.8), lost: 3 });
      // Nothing says that something is missing but the time.
      recording.add(whole!, frame(30), [1, 5], { seq: 6, timestampNs: at(5) });
    });
    await exportRecording({ input, format: 'edf' });
    const { signals, annotations, records } = await read(join(folder, 'rec.edf'));
    const run = (first: number) => Array.from({ length: 5 }, (_, index) => first + index);
    const zeros = (length: number) => Array.from({ length }, () => 0);
    expect(records).toBe(6);
    expect(signals[0]?.values).toEqual([
      ...[...run(10), ...run(15), ...zeros(10), ...run(20), ...zeros(3), ...run(25)],
      ...[...zeros(17), ...run(30), ...zeros(5)],
    ]);
    expect(signals[1]?.values).toEqual([...zeros(13), ...run(50), ...zeros(42)]);
    expect(annotations).toEqual(
      [
        { onset: 1, duration: 1, text: `BAD gap ${whole!.streamId}` },
        { onset: 2.5, duration: 0.3, text: `BAD gap ${whole!.streamId}` },
        { onset: 3.3, duration: 1.7, text: `BAD gap ${whole!.streamId}` },
        { onset: 5.5, duration: 0.5, text: `BAD gap ${whole!.streamId}` },
        { onset: 0, duration: 1.3, text: `BAD gap ${late!.streamId}` },
        { onset: 1.8, duration: 4.2, text: `BAD gap ${late!.streamId}` },
      ].map(({ onset, duration, text }) => ({ onset: onset * 1e7, duration: duration * 1e7, text })),
    );
  });

  it('has markers, segments with their length, and events in words', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({ nominalSampleRateHz: 10 });
    const begun = startNs + 250_000_000n;
    const after = (seconds: number) => begun + BigInt(Math.round(seconds * 1e9));
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      recording.add(descriptor, new Int16Array(30), [1, 30], { timestampNs: begun });
      recording.addEvent({ type: 'marker', label: 'early', timestampNs: after(-0.125) });
      recording.addEvent({ type: 'segment-start', label: 'Augen zu', timestampNs: after(0.5) });
      recording.addEvent({ type: 'marker', label: 'tone ä 🙂', timestampNs: after(1.0000001) });
      recording.addEvent({ type: 'segment-end', label: 'Augen zu', timestampNs: after(2.75) });
      recording.addEvent({ type: 'connection-lost', deviceId: 'amplifier.01', timestampNs: after(2.9) });
      for (let index = 0; index < 200; index++) {
        recording.addEvent({ type: 'marker', label: `m${index}`, timestampNs: after(index / 100) });
      }
    });
    await exportRecording({ input, format: 'edf' });
    const { annotations } = await read(join(folder, 'rec.edf'));
    expect(annotations.slice(0, 4)).toEqual([
      { onset: -1_250_000, duration: none, text: 'early' },
      { onset: 5_000_000, duration: 22_500_000, text: 'Augen zu' },
      { onset: 10_000_001, duration: none, text: 'tone ä 🙂' },
      { onset: 29_000_000, duration: none, text: 'connection-lost amplifier.01' },
    ]);
    expect(annotations.slice(4)).toEqual(
      Array.from({ length: 200 }, (_, index) => ({
        onset: index * 100_000,
        duration: none,
        text: `m${index}`,
      })),
    );
  });

  it('has values that are not numbers, and channels that never change', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({ nominalSampleRateHz: 4 });
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      const values = [1.5, Number.NaN, -2, Number.POSITIVE_INFINITY, 0.25, 0.25, 0.25, 0.25].concat(
        Array(4).fill(Number.NaN),
      );
      recording.add(descriptor, Float32Array.from(values), [3, 4]);
    });
    await exportRecording({ input, format: 'bdf' });
    const [mixed, constant, nothing] = (await read(join(folder, 'rec.bdf'))).signals;
    for (const [index, value] of [1.5, 0, -2, 1.5].entries())
      expect(mixed?.values[index]).toBeCloseTo(value, 6);
    expect(constant?.values).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(nothing?.values).toEqual([0, 0, 0, 0]);
  });
});

describe('the EDF+ export', () => {
  it('says what it cannot hold, and leaves nothing when it is cancelled in the second reading', async () => {
    const folder = await temporaryFolder();
    const good = describeStream({ nominalSampleRateHz: 100 });
    const others = [
      describeStream({ streamKey: 'beats', nominalSampleRateHz: 'irregular' }),
      describeStream({ streamKey: 'matrix', payloadType: 'field' }),
      describeStream({ streamKey: 'odd', nominalSampleRateHz: 33.333 }),
      describeStream({ streamKey: 'tiny', nominalSampleRateHz: 100 }),
    ];
    const input = record(folder, (recording) => {
      for (const each of [good, ...others]) recording.addStream(each);
      recording.add(good, Float32Array.of(1, 2), [1, 2]);
      recording.add(others[0]!, Float32Array.of(1), [1, 1]);
      recording.add(others[1]!, Float32Array.of(1), [1, 1, 1, 1]);
      recording.add(others[2]!, Float32Array.of(1), [1, 1]);
      recording.add(others[3]!, Float32Array.of(1e-9, 2e-9), [1, 2]);
    });
    const { skipped } = await exportRecording({ input, format: 'edf', output: join(folder, 'out') });
    expect(skipped).toEqual(
      ['timestamps', 'signals alone', 'whole number', '8 characters'].map((reason, index) => ({
        streamId: others[index]!.streamId,
        reason: expect.stringContaining(reason),
      })),
    );
    expect((await readdir(folder)).sort()).toEqual(['out.edf', 'rec.mcap']);

    const cancel = new AbortController();
    const shares: number[] = [];
    const onProgress = ({ framesDone, framesTotal }: { framesDone: number; framesTotal: number }) => {
      shares.push(framesDone / framesTotal);
      if (framesDone > framesTotal / 2) cancel.abort();
    };
    await expect(
      exportRecording({ input, format: 'bdf', signal: cancel.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'EXPORT_CANCELLED' });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect((await readdir(folder)).sort()).toEqual(['out.edf', 'rec.mcap']);
  });
});
