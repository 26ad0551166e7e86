import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImportError, importRecording } from '../src/index.js';
import { temporaryFolder } from './support/folder.js';
import { readRecording } from './support/read-recording.js';

async function imported(lines: readonly string[], name = 'OpenBCI-RAW-2020-05-13_18-11-05.txt') {
  const input = join(await temporaryFolder(), name);
  await writeFile(input, `${lines.join('\n')}\n`);
  const result = await importRecording({ input });
  return { result, ...(await readRecording(result.path)) };
}

const exg = (channels: number): string[] => Array.from({ length: channels }, (_, at) => `EXG Channel ${at}`);
const accel = ['Accel Channel 0', 'Accel Channel 1', 'Accel Channel 2'];
const startMs = Date.UTC(2020, 4, 13, 18, 11, 5);
const startNs = BigInt(startMs) * 1_000_000n;

function head(board: string, rate: number, columns: readonly string[], word = 'EXG'): string[] {
  const channels = columns.filter((name) => name.startsWith('EXG')).length;
  return [
    `%OpenBCI Raw ${word} Data`,
    `%Number of channels = ${channels}`,
    `%Sample Rate = ${rate} Hz`,
    `%Board = OpenBCI_GUI$${board}`,
    columns.join(', '),
  ];
}

describe('raw text of the OpenBCI GUI', () => {
  it('version 6: EEG, accelerometer, inputs that were used, markers, and what the counter says was lost', async () => {
    const columns = [
      'Sample Index',
      ...exg(8),
      ...accel,
      'Not Used',
      'Digital Channel 0 (D11)',
      'Analog Channel 0',
      'Timestamp',
      'Marker Channel',
      'Timestamp (Formatted)',
    ];
    const row = (index: number, at: number, marker = 0): string =>
      `${index}.0, ${exg(8)
        .map((_, channel) => `${index * 10 + channel}.25`)
        .join(
          ', ',
        )}, 0.04, 0.42, ${index / 1000}, 192.0, ${index === 1 ? 1 : 0}.0, 0.0, ${(startMs / 1000 + at).toString().replace(/^(\d)(\d+)/, '$1$2')}, ${marker}.0, 2020-05-13 18:11:05.000`;
    const { result, streams, events, info } = await imported([
      ...head('BoardCytonSerial', 250, columns),
      row(254, 0),
      row(255, 0.004),
      row(0, 0.008, 3),
      row(1, 0.05),
      row(6, 0.07),
    ]);
    expect(result).toMatchObject({ format: 'openbci', warnings: [] });
    const eeg = streams.get('openbci_cyton.01:eeg')!;
    expect(eeg.values[1]).toEqual([2541.25, 2551.25, 1.25, 11.25, 61.25]);
    for (const [index, seconds] of [0, 0.004, 0.008, 0.05, 0.07].entries())
      expect(Math.abs(Number(eeg.times[index]! - startNs) - seconds * 1e9)).toBeLessThan(1000);
    expect(eeg.lost.reduce((sum, lost) => sum + lost, 0)).toBe(4);
    expect(streams.get('openbci_cyton.01:accel')?.values[2]).toEqual([0.254, 0.255, 0, 0.001, 0.006]);
    // The column that never changes, and the input that is always zero, hold nothing.
    expect(info.streams.map(({ descriptor }) => descriptor.channelNames)).toEqual([
      ['ch1', 'ch2', 'ch3', 'ch4', 'ch5', 'ch6', 'ch7', 'ch8'],
      ['x', 'y', 'z'],
      ['Digital Channel 0 (D11)'],
    ]);
    expect(events).toMatchObject([{ type: 'marker', label: '3', data: { code: 3 } }]);
    expect(info.streams[0]!.descriptor.metadata).toMatchObject({ unit: 'uV', board: 'OpenBCI Cyton' });
    expect(info.metadata).toMatchObject({ imported: { board: 'BoardCytonSerial' } });
  });

  it('version 5: a Daisy counts in steps of two', async () => {
    const columns = ['Sample Index', ...exg(16), ...accel, 'Timestamp', 'Timestamp (Formatted)'];
    const { streams, info } = await imported([
      ...head('BoardCytonSerialDaisy', 125, columns, 'EEG'),
      ...[250, 252, 254, 0, 4].map(
        (index, at) => `${index}.0,${'1.5,'.repeat(16)}0,0,1,1.589393465${at}E9,2020-05-13 18:11:05.000`,
      ),
    ]);
    expect(streams.get('openbci_cyton_daisy.01:eeg')).toMatchObject({ channels: 16 });
    expect(streams.get('openbci_cyton_daisy.01:eeg')?.lost.reduce((sum, lost) => sum + lost, 0)).toBe(1);
    expect(info.streams[0]!.descriptor.nominalSampleRateHz).toBe(125);
  });

  it.each([
    ['firmware 2', [99, 99, 100, 100, 0, 1, 1, 3, 3], 2],
    ['firmware 2 without the accelerometer', [199, 199, 200, 200, 0, 101, 101, 103, 103], 2],
    ['firmware 3', [98, 98, 99, 99, 0, 0, 1, 1, 3], 2],
    ['version 4 of the GUI', [198, 199, 200, 0, 1, 2, 4, 5, 6], 1],
  ])('a Ganglion: %s', async (_name, indexes, lost) => {
    const columns = ['Sample Index', ...exg(4), 'Timestamp'];
    const { streams } = await imported([
      ...head('BoardGanglionNative', 200, columns),
      ...indexes.map((index, at) => `${index}, 1, 2, 3, 4, ${startMs + at * 5}`),
    ]);
    expect(streams.get('openbci_ganglion.01:eeg')?.lost.reduce((sum, each) => sum + each, 0)).toBe(lost);
  });

  it('version 4: columns without names, an accelerometer with zeros between, the time of the day', async () => {
    const { streams, result } = await imported([
      '%OpenBCI Raw EEG Data',
      '%Number of channels = 4',
      '%Sample Rate = 200.0 Hz',
      '%First Column = SampleIndex',
      '%Last Column = Timestamp ',
      '%Other Columns = EEG data in microvolts followed by Accel Data (in G) interleaved with Aux Data',
      '0, 1.5, 2, 3, 4, 0.040, 0.420, 0.238, 23:59:59.990',
      '1, 1.5, 2, 3, 4, 0.000, 0.000, 0.000, 23:59:59.995',
      '2, 1.5, 2, 3, 4, 0.1, 0.2, 0.3, 00:00:00.003',
    ]);
    expect(result.warnings).toEqual([]);
    const day = BigInt(Date.UTC(2020, 4, 13)) * 1_000_000n;
    expect(streams.get('openbci_ganglion.01:eeg')?.times).toEqual(
      [86_399_990n, 86_399_995n, 86_400_003n].map((ms) => day + ms * 1_000_000n),
    );
    expect(streams.get('openbci_ganglion.01:accel')?.values[0]).toEqual([0.04, 0.1]);
  });

  it('without any times: one sample after the other, from the time in the name', async () => {
    const { streams, result } = await imported([
      '%OpenBCI Raw EEG Data',
      '%',
      '%Sample Rate = 250.0 Hz',
      '%First Column = SampleIndex',
      '%Other Columns = EEG data in microvolts',
      ...[0, 1, 3].map((index) => `${index}, 1,2,3,4,5,6,7,8`),
    ]);
    expect(streams.get('openbci_cyton.01:eeg')?.times).toEqual(
      [0n, 4n, 12n].map((ms) => startNs + ms * 1_000_000n),
    );
    expect(result.warnings.map(({ message }) => message).join()).toMatch(/no times/);
  });

  it('takes a counter that jumps anywhere for none', async () => {
    const { streams } = await imported([
      ...head('BoardCytonSerial', 250, ['Sample Index', ...exg(8)]),
      ...[1, 300, 9e15, 1].map((index) => `${index},1,2,3,4,5,6,7,8`),
    ]);
    const { lost, times } = streams.get('openbci_cyton.01:eeg')!;
    expect(lost.reduce((sum, each) => sum + each, 0)).toBe(298);
    expect(times).toHaveLength(4);
  });

  it('leaves out rows that are broken, and says which', async () => {
    const { streams, result } = await imported([
      ...head('BoardCytonSerial', 250, ['Sample Index', ...exg(8), 'Timestamp']),
      ...[0, 1, 2].map((index) => `${index},1,2,3,4,5,6,7,8,${startMs + index * 4}`),
      '3,1,2,3',
      '4,1,2,3,4,5,6,7,x,1589393465000',
      'y'.repeat(200_000),
      '5,1,2,3,4,5,6,7,8,1589393465020',
    ]);
    expect(streams.get('openbci_cyton.01:eeg')?.times).toHaveLength(4);
    expect(result.warnings.map(({ at }) => at)).toEqual(['line 9', 'line 10', 'line 11']);
  });

  it('says what is wrong with a file without rows', async () => {
    await expect(imported(['%OpenBCI Raw EXG Data'])).rejects.toMatchObject({ code: 'IMPORT_INVALID_FILE' });
    await expect(imported(['%OpenBCI Raw EXG Data', 'Sample Index, Foo', '1,2'])).rejects.toMatchObject({
      code: 'IMPORT_INVALID_FILE',
      message: expect.stringContaining('line 3'),
    });
  });

  it('never ends otherwise than with a recording or an ImportError, whatever the text is', async () => {
    const folder = await temporaryFolder();
    const input = join(folder, 'fuzz.txt');
    const pieces = [
      '%OpenBCI Raw EXG Data\n',
      '%Sample Rate = 1e999 Hz\n',
      '%Number of channels = 9999999\n',
      'Sample Index, EXG Channel 0, Timestamp\n',
      '1,',
      '2\n',
      '1,2,1589393465000\n',
      ',,,\n',
      '-1',
      '1e308',
      '\r\n',
      '99:99:99.999',
      '9999-99-99 23:59:59',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 20 }),
        async (parts) => {
          await writeFile(input, parts.join(''));
          await importRecording({ input, format: 'openbci', overwrite: true }).then(
            ({ path }) => readRecording(path),
            (error) => expect(error).toBeInstanceOf(ImportError),
          );
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);
});

const shared = fileURLToPath(new URL('../../../../shared/data/cyton-eeg.csv', import.meta.url));
const missing = existsSync(shared) ? undefined : 'the real recording is not beside this checkout';

describe('a real recording of a Cyton', () => {
  it.skipIf(missing !== undefined && !process.env.CI)(
    `has every value and time of the text${missing === undefined ? '' : ` (skipped: ${missing})`}`,
    async () => {
      const [, ...rows] = (await readFile(shared, 'utf8')).trim().split('\n');
      const cells = rows.map((row) => row.split(','));
      const columns = [
        'Sample Index',
        ...exg(8),
        ...accel,
        'Not Used',
        'Timestamp',
        'Marker Channel',
        'Timestamp (Formatted)',
      ];
      const { streams, result } = await imported([
        ...head('BoardCytonSerial', 250, columns),
        ...cells.map((row) => `${row.slice(0, 12).join(', ')},0, ${row[12]},0, 12:00:53.329`),
      ]);
      expect(result.warnings).toEqual([]);
      const eeg = streams.get('openbci_cyton.01:eeg')!;
      expect(eeg.times).toEqual(cells.map((row) => BigInt(row[12]!) * 1_000_000n));
      for (let channel = 0; channel < 8; channel++)
        expect(eeg.values[channel]).toEqual(cells.map((row) => Number(row[1 + channel])));
      for (let axis = 0; axis < 3; axis++)
        expect(streams.get('openbci_cyton.01:accel')?.values[axis]).toEqual(
          cells.map((row) => Number(row[9 + axis])),
        );
      let lost = 0;
      for (let at = 1; at < cells.length; at++)
        lost += (Number(cells[at]![0]) - Number(cells[at - 1]![0]) - 1 + 512) % 256;
      expect(eeg.lost.reduce((sum, each) => sum + each, 0)).toBe(lost);
    },
  );
});
