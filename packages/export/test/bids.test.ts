import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { part } from '@modlink/test-parts';
import { describe, expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { lockFolder } from '../src/output/folder-lock.js';
import { OutputFiles } from '../src/output/output-files.js';
import { python } from './support/python.js';
import {
  describeStream,
  type RecordingLabels,
  record,
  startNs,
  temporaryFolder,
} from './support/recordings.js';

const run = promisify(execFile);

const eeg = describeStream({
  channelNames: ['Fp1', 'Größe'],
  metadata: {
    unit: 'µV',
    reference: 'A1',
    electrodes: ['Fp1', ''],
    electrodePositions: { system: 'CapTrak', unit: 'mm', positions: [[1, 2, 3.5], null] },
  },
});
const motion = describeStream({
  streamKey: 'accelerometer',
  nominalSampleRateHz: 25,
  channelNames: ['x', 'y', 'z'],
  metadata: { unit: 'g' },
});
const beats = describeStream({ streamKey: 'beats', nominalSampleRateHz: 'irregular' });
const wave = Float32Array.from({ length: 2000 }, (_, at) => 100 * Math.sin(at / 7));

/** Four seconds of EEG and motion, with a gap in the motion, a marker and a segment. */
function session(folder: string, labels: RecordingLabels): string {
  return record(
    folder,
    (recording) => {
      for (const stream of [eeg, motion, beats]) recording.addStream(stream);
      recording.addEvent({
        type: 'command',
        label: 'impedance',
        deviceId: eeg.deviceId,
        data: { result: { channel: 1, ohm: 5000 } },
      });
      recording.addEvent({ type: 'marker', label: 'tab\tand\nline', timestampNs: startNs + 4_000_001n });
      recording.add(beats, Float32Array.of(1), [1, 1]);
      for (let index = 0; index < 20; index++) {
        const timestampNs = startNs + BigInt(index) * 200_000_000n;
        const values = Float32Array.from({ length: 100 }, (_, at) => {
          const channel = Math.floor(at / 50);
          return wave[channel * 1000 + index * 50 + (at % 50)] ?? 0;
        });
        recording.add(eeg, values, [2, 50], { seq: index, timestampNs });
        if (index !== 7) {
          const axes = Float32Array.from({ length: 15 }, (_, at) => at / 10);
          recording.add(motion, axes, [3, 5], { seq: index, timestampNs: timestampNs + 8_000_000n });
        }
        if (index === 3) recording.addEvent({ type: 'segment-start', label: 'eyes closed', timestampNs });
        if (index === 6) recording.addEvent({ type: 'segment-end', label: 'eyes closed', timestampNs });
      }
    },
    labels,
  );
}

const labels = { subject: 'S-01', session: 'Montag früh', experiment: 'eyes closed' };
const intoFolder = { packing: 'folder' };
const base = 'sub-S01_ses-Montagfruh';
const prefix = `sub-S01/ses-Montagfruh/eeg/${base}_task-eyesclosed`;

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}
const table = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));

describe('the BIDS export', () => {
  it('is a data set with what the recording says, its events, channels, electrodes and other signals', async () => {
    const folder = await temporaryFolder();
    const input = session(folder, labels);
    const { files, skipped } = await exportRecording({
      input,
      format: 'bids',
      options: { ...intoFolder, powerLineFrequency: '50' },
    });
    const root = join(folder, 'bids');
    const expected = [
      'README',
      'dataset_description.json',
      'participants.json',
      'participants.tsv',
      `sub-S01/ses-Montagfruh/${base}_scans.json`,
      `sub-S01/ses-Montagfruh/${base}_scans.tsv`,
      `sub-S01/ses-Montagfruh/eeg/${base}_coordsystem.json`,
      `sub-S01/ses-Montagfruh/eeg/${base}_electrodes.tsv`,
      ...['channels.tsv', 'eeg.bdf', 'eeg.json', 'events.json', 'events.tsv'].map(
        (suffix) => `${prefix}_${suffix}`,
      ),
      ...['json', 'tsv.gz'].map((suffix) => `${prefix}_recording-accelerometer_physio.${suffix}`),
    ].sort();
    expect(await filesOf(root)).toEqual(expected);
    expect(files.map(({ path }) => path.slice(root.length + 1)).sort()).toEqual(expected);
    expect(skipped).toEqual([{ streamId: beats.streamId, reason: expect.stringContaining('regular rate') }]);
    const text = (name: string) => readFile(join(root, name), 'utf8');
    const json = async (name: string) => JSON.parse(await text(name));

    expect(await json('dataset_description.json')).toMatchObject({
      Name: 'eyes closed',
      BIDSVersion: '1.8.0',
      DatasetType: 'raw',
    });
    expect(await text('participants.tsv')).toBe('participant_id\trecorded_as\nsub-S01\tS-01\n');
    expect(table(await text(`sub-S01/ses-Montagfruh/${base}_scans.tsv`))).toEqual([
      ['filename', 'acq_time', 'recording', 'stream', 'timestamps'],
      [
        `eeg/${base}_task-eyesclosed_eeg.bdf`,
        '2025-06-15T15:06:40.000Z',
        String(startNs),
        eeg.streamId,
        'raw',
      ],
    ]);
    expect(await json(`${prefix}_eeg.json`)).toEqual({
      TaskName: 'eyes closed',
      SamplingFrequency: 250,
      PowerLineFrequency: 50,
      EEGReference: 'A1',
      SoftwareFilters: 'n/a',
      ManufacturersModelName: 'Amplifier',
      RecordingDuration: 4,
      RecordingType: 'continuous',
      EEGChannelCount: 2,
      SoftwareVersions: 'ModLink 1.2.3',
    });
    expect(table(await text(`${prefix}_channels.tsv`))).toEqual([
      ['name', 'type', 'units', 'sampling_frequency', 'reference', 'description'],
      ['Fp1', 'EEG', 'uV', '250', 'A1', 'electrode Fp1'],
      ['Gro_e', 'EEG', 'uV', '250', 'A1', 'EEG'],
    ]);
    expect(table(await text(`${prefix}_events.tsv`))).toEqual([
      [
        ...['onset', 'duration', 'trial_type', 'sample', 'event_type', 'event_label'],
        ...['device', 'stream', 'data'],
      ],
      [
        ...['0', '0', 'command', '0', 'command', 'impedance', 'amplifier.01', 'n/a'],
        '{"result":{"channel":1,"ohm":5000}}',
      ],
      ['0.004000001', '0', 'tab and line', '1', 'marker', 'n/a', 'n/a', 'n/a', 'n/a'],
      ['0.6', '0.6', 'eyes closed', '150', 'segment-start', 'n/a', 'n/a', 'n/a', 'n/a'],
    ]);
    expect(table(await text(`sub-S01/ses-Montagfruh/eeg/${base}_electrodes.tsv`))).toEqual([
      ['name', 'x', 'y', 'z', 'impedance'],
      ['Fp1', '1', '2', '3.5', '5'],
      ['Gro_e', 'n/a', 'n/a', 'n/a', 'n/a'],
    ]);
    expect(await json(`sub-S01/ses-Montagfruh/eeg/${base}_coordsystem.json`)).toEqual({
      EEGCoordinateSystem: 'CapTrak',
      EEGCoordinateUnits: 'mm',
    });
    expect(await json(`${prefix}_recording-accelerometer_physio.json`)).toMatchObject({
      SamplingFrequency: 25,
      StartTime: 0.008,
      Columns: ['x', 'y', 'z'],
      x: { Units: 'g' },
    });
    const physio = await readFile(join(root, `${prefix}_recording-accelerometer_physio.tsv.gz`));
    const rows = table(gunzipSync(physio).toString());
    expect(rows).toHaveLength(100);
    expect(rows[1]).toEqual(['0.1', '0.6', '1.1']);
    expect(rows.flatMap((row, at) => (row[0] === 'n/a' ? [at] : []))).toEqual([35, 36, 37, 38, 39]);
  });

  it('adds recordings to a data set, and writes over nothing of another', async () => {
    const study = await temporaryFolder();
    const export_ = async (labelsOfThis: RecordingLabels, options = {}, overwrite = false) => {
      const folder = await temporaryFolder();
      const input = session(folder, labelsOfThis);
      return exportRecording({
        input,
        format: 'bids',
        output: study,
        options: { ...intoFolder, ...options },
        overwrite,
      });
    };
    await export_({ subject: 'S-01', experiment: 'rest' });
    const root = join(study, 'bids');
    const participants = join(root, 'participants.tsv');
    // What others added stays.
    await writeFile(participants, 'participant_id\tage\trecorded_as\nsub-S01\t34\tS-01\n');
    await writeFile(join(root, 'README'), 'Ours.');
    await export_({ subject: 'S-02', experiment: 'rest', startedNs: startNs + 1n });
    expect(await readFile(participants, 'utf8')).toBe(
      'participant_id\tage\trecorded_as\nsub-S01\t34\tS-01\nsub-S02\tn/a\tS-02\n',
    );
    expect(await readFile(join(root, 'README'), 'utf8')).toBe('Ours.');

    const before = await filesOf(root);
    const another = { subject: 'S-01', experiment: 'rest', startedNs: startNs + 2n };
    const taken = { code: 'EXPORT_NAME_TAKEN' };
    await expect(export_(another)).rejects.toMatchObject(taken);
    // Also where that was asked for: it is of another recording.
    await expect(export_(another, {}, true)).rejects.toMatchObject(taken);
    // Another subject whose code is the same without its signs.
    await expect(export_({ ...another, subject: 'S01' }, { run: '2' })).rejects.toMatchObject(taken);
    await expect(export_(another, { run: 'second' })).rejects.toMatchObject({
      code: 'EXPORT_INVALID_OPTION',
    });
    expect(await filesOf(root)).toEqual(before);

    await export_(another, { run: '2' });
    const scans = table(await readFile(join(root, 'sub-S01/sub-S01_scans.tsv'), 'utf8'));
    expect(scans.map(([filename]) => filename)).toEqual([
      'filename',
      'eeg/sub-S01_task-rest_eeg.bdf',
      'eeg/sub-S01_task-rest_run-2_eeg.bdf',
    ]);
    // The same recording again.
    await expect(export_({ subject: 'S-01', experiment: 'rest' })).rejects.toMatchObject({
      code: 'EXPORT_FILE_EXISTS',
    });
    await export_({ subject: 'S-01', experiment: 'rest' }, {}, true);
    expect(table(await readFile(join(root, 'sub-S01/sub-S01_scans.tsv'), 'utf8'))).toHaveLength(3);
    // A folder that is a data set is meant itself, whatever its name.
    const folder = await temporaryFolder();
    const input = session(folder, { subject: 'S-03' });
    await exportRecording({ input, format: 'bids', output: root, options: intoFolder });
    expect(await readdir(root)).toContain('sub-S03');
  });

  it('of several processes into one data set come one after the other, and all of them are in it', async () => {
    const study = await temporaryFolder();
    const script = fileURLToPath(new URL('./support/export-bids.mjs', import.meta.url));
    const subjects = ['S1', 'S2', 'S3'];
    const go = join(study, 'go');
    const exports = await Promise.all(
      subjects.map(async (subject, index) => {
        const input = session(await temporaryFolder(), { subject, startedNs: startNs + BigInt(index) });
        return [script, input, join(study, 'x'), go];
      }),
    );
    const running = exports.map((args) => run(process.execPath, args));
    await writeFile(go, '');
    await Promise.all(running);
    const participants = await readFile(join(study, 'bids/participants.tsv'), 'utf8');
    const rows = table(participants).slice(1);
    expect(rows.map(([id]) => id).sort()).toEqual(subjects.map((subject) => `sub-${subject}`));
    const files = await filesOf(study);
    expect(files.filter((name) => name.endsWith('_eeg.bdf'))).toHaveLength(3);
    expect(files.filter((name) => /tmp|lock/.test(name))).toEqual([]);
  }, 60_000);

  it('waits for another export into the data set until it is cancelled, and leaves nothing then', async () => {
    const folder = await temporaryFolder();
    const input = session(folder, labels);
    const root = join(folder, 'bids');
    const other = new OutputFiles({ overwrite: false, checkCancelled: () => undefined });
    await other.lock(root);
    const isFree = () => undefined;
    await expect(lockFolder(root, isFree, isFree, 0)).rejects.toMatchObject({
      code: 'EXPORT_IN_USE',
      subject: { path: root },
    });
    const cancelled = new AbortController();
    const waiting = exportRecording({
      input,
      format: 'bids',
      options: intoFolder,
      signal: cancelled.signal,
    });
    cancelled.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'EXPORT_CANCELLED' });
    expect(await filesOf(root)).toEqual([]);
    await other.discard();
    expect(await readdir(folder)).not.toContain('bids');
  });

  it('is EDF+ where the values are integers of 16 bits, and names several streams of EEG', async () => {
    const folder = await temporaryFolder();
    const [one, two] = ['one.01', 'two.01'].map((deviceId) =>
      describeStream({ deviceId, channelNames: ['Cz'], metadata: { unit: 'uV' } }),
    );
    const input = record(folder, (recording) => {
      recording.addStream(one!);
      recording.addStream(two!);
      recording.add(one!, Int32Array.of(-5, 32_767), [1, 2]);
      recording.add(two!, Int32Array.of(-5, 32_768), [1, 2]);
    });
    await exportRecording({ input, format: 'bids', options: intoFolder });
    const names = await readdir(join(folder, 'bids/sub-unknown/eeg'));
    expect(names.filter((name) => /[eb]df$/.test(name)).sort()).toEqual([
      'sub-unknown_task-unknown_acq-one01eeg_eeg.edf',
      'sub-unknown_task-unknown_acq-two01eeg_eeg.bdf',
    ]);
  });

  it('leaves nothing where there is no EEG, and when it is cancelled', async () => {
    const folder = await temporaryFolder();
    const input = record(folder, (recording) => {
      recording.addStream(motion);
      recording.add(motion, Float32Array.of(1, 2, 3), [3, 1]);
    });
    expect(await exportRecording({ input, format: 'bids', options: intoFolder })).toMatchObject({
      files: [],
      skipped: [{ streamId: motion.streamId }],
    });
    const other = join(folder, 'other');
    await mkdir(other);
    const cancel = new AbortController();
    const onProgress = ({ framesDone, framesTotal }: { framesDone: number; framesTotal: number }) => {
      if (framesDone > 0.7 * framesTotal) cancel.abort();
    };
    await expect(
      exportRecording({
        input: session(other, labels),
        format: 'bids',
        options: intoFolder,
        signal: cancel.signal,
        onProgress,
      }),
    ).rejects.toMatchObject({ code: 'EXPORT_CANCELLED' });
    expect(await filesOf(folder)).toEqual(['other/rec.mcap', 'rec.mcap']);
    expect(await readdir(other)).toEqual(['rec.mcap']);
  });
});

// For the Python that reads zips.
const numpy = await part('numpy');

numpy.describe('the BIDS export as a zip', () => {
  it('is the same files in a zip', async () => {
    const folder = await temporaryFolder();
    const input = session(folder, { subject: 'S-01' });
    await exportRecording({ input, format: 'bids', options: intoFolder });
    const { files } = await exportRecording({ input, format: 'bids' });
    expect(files).toMatchObject([{ path: join(folder, 'rec.bids.zip'), rows: 1000 }]);
    expect((await readdir(folder)).sort()).toEqual(['bids', 'rec.bids.zip', 'rec.mcap']);
    const unpacked = join(folder, 'unpacked');
    await python(
      `import json, sys, zipfile\nzipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])\nprint(json.dumps(None))`,
      ...[join(folder, 'rec.bids.zip'), unpacked],
    );
    const names = await filesOf(join(folder, 'bids'));
    expect(await filesOf(unpacked)).toEqual(names);
    for (const name of names)
      expect(
        Buffer.compare(await readFile(join(unpacked, name)), await readFile(join(folder, 'bids', name))),
      ).toBe(0);
  });
});

const mne = await part('mne');

mne.describe('the BIDS export, read by MNE', () => {
  it('has the values of the EEG in volts, and its events', { timeout: 120_000 }, async () => {
    const folder = await temporaryFolder();
    await exportRecording({ input: session(folder, labels), format: 'bids', options: intoFolder });
    const read = (await python(
      `
import json, mne, sys
raw = mne.io.read_raw_bdf(sys.argv[1], preload=True, verbose='error')
print(json.dumps({
  'names': raw.ch_names, 'rate': raw.info['sfreq'], 'start': raw.info['meas_date'].isoformat(),
  'values': raw.get_data().tolist(),
  'annotations': [[note['onset'], note['duration'], note['description']] for note in raw.annotations],
}))`,
      join(folder, 'bids', `${prefix}_eeg.bdf`),
    )) as { values: number[][]; annotations: unknown };
    expect(read).toMatchObject({
      names: ['Fp1', 'Gro_e'],
      rate: 250,
      start: '2025-06-15T15:06:40+00:00',
      annotations: [
        [0, 0, 'command impedance'],
        [0.004, 0, 'tab\tand line'],
        [0.6, 0.6, 'eyes closed'],
      ],
    });
    const worst = Math.max(
      ...read.values.flatMap((channel, index) =>
        channel.map((value, at) => Math.abs(value * 1e6 - wave[index * 1000 + at]!)),
      ),
    );
    // Half a step of 24 bits over -100 to 100 uV, and what the head's digits round.
    expect(worst).toBeLessThan(1e-5);
  });
});

// It takes hundreds of megabytes from the registry: in long checks alone.
const registry = process.env.MODLINK_TEST_FULL === '1' ? await part('registry') : undefined;

registry?.describe('the BIDS export, checked by the validator of BIDS', () => {
  it('has no errors', { timeout: 600_000 }, async () => {
    const folder = await temporaryFolder();
    await exportRecording({ input: session(folder, labels), format: 'bids', options: intoFolder });
    const { stdout } = await run('npx', ['--yes', 'bids-validator@1.15.0', join(folder, 'bids'), '--json'], {
      maxBuffer: 64 * 1024 * 1024,
    });
    const { issues } = JSON.parse(stdout) as {
      issues: { errors: unknown[]; warnings: { key: string }[] };
    };
    expect(issues.errors).toEqual([]);
    // Who made it is not in a recording.
    expect(issues.warnings.map(({ key }) => key)).toEqual(['NO_AUTHORS']);
  });
});
