import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { editEvents, editsSuffix, openRecording } from '@modlink/recording';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { compiledReader } from './support/compile.js';
import { python } from './support/python.js';
import { describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

/** A recording of a second with three markers, one of which is edited then and one removed; and one is added. */
async function editedRecording(folder: string): Promise<string> {
  const eeg = describeStream({ channelNames: ['Cz'], metadata: { unit: 'uV' } });
  const camera = describeStream({ streamKey: 'camera', payloadType: 'video', nominalSampleRateHz: 1 });
  const sound = describeStream({ streamKey: 'sound', nominalSampleRateHz: 8000 });
  const path = record(folder, (recording) => {
    for (const stream of [eeg, camera, sound]) recording.addStream(stream);
    recording.add(eeg, new Float32Array(250), [1, 250]);
    recording.add(camera, new Uint8Array(16 * 16), [1, 1, 16, 16]);
    recording.add(sound, new Float32Array(8000), [1, 8000]);
    for (const [label, ms] of [
      ['kept', 100],
      ['old', 200],
      ['gone', 300],
    ] as const)
      recording.addEvent({ type: 'marker', label, timestampNs: startNs + BigInt(ms) * 1_000_000n });
  });
  const ids = new Map<string | undefined, string>();
  await using recording = await openRecording(path);
  for await (const { eventId, event } of recording.listEvents()) ids.set(event.label, eventId);
  await editEvents(path, [
    { type: 'change', eventId: ids.get('old')!, label: 'new', timestampNs: startNs + 250_000_000n },
    { type: 'remove', eventId: ids.get('gone')! },
    {
      type: 'add',
      event: { type: 'marker', label: 'added', timestampNs: startNs + 400_000_000n },
    },
  ]);
  return path;
}

const expected = [
  ['kept', 100],
  ['new', 250],
  ['added', 400],
];

/** The markers of a file, as labels and nanoseconds since the epoch, or since the first sample. */
const readMarkers = `
import csv, io, json, sys, zipfile
import h5py, mne, numpy
texts = lambda dataset: dataset.asstr()[:].tolist()
def rows(text): return [[row['label'], int(row['timestamp_ns'])] for row in csv.DictReader(text)]
def read(format, path):
  if format in ('csv', 'wav', 'pictures'): found = rows(open(path))
  elif format == 'bundle':
    archive = zipfile.ZipFile(path)
    found = rows(io.TextIOWrapper(archive.open('rec.markers.csv')))
  elif format == 'npz':
    arrays = numpy.load(path)
    found = list(zip(arrays['label'].tolist(), arrays['timestamps_ns'].tolist()))
  elif format == 'hdf5':
    markers = h5py.File(path)['markers']
    found = list(zip(texts(markers['label']), markers['timestamps_ns'][:].tolist()))
  elif format == 'nwb':
    markers = h5py.File(path)['acquisition/markers']
    found = [[label, round(time * 1e9)] for label, time in zip(texts(markers['data']), markers['timestamps'][:])]
  elif format in ('edf', 'bdf'):
    raw = getattr(mne.io, 'read_raw_' + format)(path, verbose='error')
    found = [[note['description'], round(note['onset'] * 1e9)] for note in raw.annotations]
    found = [each for each in found if not each[0].startswith('BAD gap')]
  else:
    archive = zipfile.ZipFile(path)
    events = next(name for name in archive.namelist() if name.endswith('_events.tsv'))
    table = csv.DictReader(io.TextIOWrapper(archive.open(events)), delimiter='\\t')
    found = [[row['trial_type'], round(float(row['onset']) * 1e9)] for row in table]
  return [[label, str(ns)] for label, ns in found]
print(json.dumps([read(*each.split('=', 1)) for each in sys.argv[1:]]))
`;

const files = [
  ['csv', 'rec.markers.csv'],
  ['npz', 'rec.markers.npz'],
  ['hdf5', 'rec.hdf5'],
  ['edf', 'rec.edf'],
  ['bdf', 'rec.bdf'],
  ['nwb', 'rec.nwb'],
  ['bids', 'rec.bids.zip'],
  ['wav', 'rec.markers.csv'],
  ['pictures', 'rec.markers.csv'],
  ['bundle', 'rec.bundle.zip'],
] as const;

const milliseconds = (ns: bigint): number => Number(ns > startNs / 2n ? ns - startNs : ns) / 1e6;

const [h5py, mne] = [await part('h5py'), await part('mne')];

(h5py.available ? mne : h5py).describe('edited markers', () => {
  it('are in every format that Python reads', { timeout: 120_000 }, async () => {
    const folder = await temporaryFolder();
    const input = await editedRecording(folder);
    const args: string[] = [];
    for (const [format, name] of files) {
      const output = join(folder, format, 'rec');
      await exportRecording({ input, format, output });
      args.push(`${format}=${join(folder, format, name)}`);
    }
    // One process: it takes a while to begin.
    const found = (await python(readMarkers, ...args)) as [string, string][][];
    for (const [index, [format]] of files.entries()) {
      const markers = found[index]!.map(([label, ns]) => [label, milliseconds(BigInt(ns))]);
      expect(markers, format).toEqual(expected);
    }
  });

  it('go with their recording into a bundle, but not where there are none', async () => {
    const folder = await temporaryFolder();
    const input = await editedRecording(folder);
    const text = await readFile(input + editsSuffix, 'utf8');
    await exportRecording({ input, format: 'bundle' });
    const read = `import json, sys, zipfile\nfiles = zipfile.ZipFile(sys.argv[1])\nprint(json.dumps({name: files.read(name).decode() for name in files.namelist() if name.endswith('.json')}))`;
    const bundle = join(folder, 'rec.bundle.zip');
    expect(await python(read, bundle)).toMatchObject({ 'rec.mcap.edits.json': text });
    const other = await temporaryFolder();
    const unedited = join(other, 'rec.mcap');
    await writeFile(unedited, await readFile(input));
    await exportRecording({ input: unedited, format: 'bundle' });
    expect(Object.keys((await python(read, join(other, 'rec.bundle.zip'))) as object)).toEqual([
      'metadata.json',
    ]);
  });
});

const libxdf = await part('libxdf');

libxdf.describe('edited markers in XDF', () => {
  const read = compiledReader<{ readonly events: [string, number, number][] }>('c++', 'read-xdf.cpp', 'xdf');

  it('are those of the edits', async () => {
    const folder = await temporaryFolder();
    await exportRecording({ input: await editedRecording(folder), format: 'xdf' });
    const { events } = await read(join(folder, 'rec.xdf'));
    const startSeconds = Number(startNs / 1_000_000_000n);
    expect(events.map(([text, seconds]) => [text, Math.round((seconds - startSeconds) * 1e3)])).toEqual(
      expected,
    );
  });
});

it('edited markers are in Parquet', async () => {
  const folder = await temporaryFolder();
  await exportRecording({ input: await editedRecording(folder), format: 'parquet' });
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const path = join(folder, 'rec.markers.parquet');
  const result = await connection.runAndReadAll(
    `select label, epoch_ns(timestamp) as ns from '${path}' order by ns`,
  );
  const rows = result.getRowObjectsJS() as { label: string; ns: bigint }[];
  connection.closeSync();
  instance.closeSync();
  expect(rows.map(({ label, ns }) => [label, milliseconds(ns)])).toEqual(expected);
});
