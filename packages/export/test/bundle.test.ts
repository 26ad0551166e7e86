import { mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openRecording } from '@modlink/recording';
import { StreamDescriptor } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { python } from './support/python.js';
import { countingFrame, describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

const unpack = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as file:
  assert file.testzip() is None
  file.extractall(sys.argv[2])
  print(json.dumps(file.namelist()))
`;

const numpy = await part('numpy');

numpy.describe('the bundle export, unpacked by Python', () => {
  it('has the recording, the tables of the CSV export, and the metadata', async () => {
    const folder = await temporaryFolder();
    const descriptor = describeStream({ metadata: { unit: 'uV' } });
    const video = describeStream({ streamKey: 'camera', payloadType: 'video' });
    const input = record(folder, (recording) => {
      for (const each of [descriptor, video]) recording.addStream(each);
      for (let index = 0; index < 20; index++)
        recording.write(descriptor.streamId, countingFrame(descriptor, index));
      recording.add(video, new Uint8Array(4), [1, 1, 2, 2]);
      recording.addEvent({ type: 'marker', label: 'end' });
    });
    const { files, skipped } = await exportRecording({ input, format: 'bundle' });
    const path = join(folder, 'rec.bundle.zip');
    expect(files).toEqual([{ path, rows: 200, sizeBytes: (await readFile(path)).byteLength }]);
    expect(skipped).toMatchObject([{ streamId: video.streamId }]);
    expect((await readdir(folder)).sort()).toEqual(['rec.bundle.zip', 'rec.mcap']);

    const unpacked = join(folder, 'unpacked');
    const separate = join(folder, 'separate');
    await mkdir(separate);
    const { files: tables } = await exportRecording({ input, format: 'csv', output: separate });
    const names = ['metadata.json', ...tables.map((table) => basename(table.path)), 'rec.mcap'];
    expect(await python(unpack, path, unpacked)).toEqual(names);
    expect(Buffer.compare(await readFile(join(unpacked, 'rec.mcap')), await readFile(input))).toBe(0);
    for (const table of tables)
      expect(await readFile(join(unpacked, basename(table.path)), 'utf8')).toBe(
        await readFile(table.path, 'utf8'),
      );
    await using again = await openRecording(join(unpacked, 'rec.mcap'));
    expect(again.info).toMatchObject({ complete: true, eventCount: 1 });
    const metadata = JSON.parse(await readFile(join(unpacked, 'metadata.json'), 'utf8'));
    expect(metadata).toMatchObject({
      file: 'rec.mcap',
      name: 'test',
      startedNs: String(startNs),
      complete: true,
    });
    expect(new StreamDescriptor(metadata.streams[0].descriptor)).toEqual(descriptor);
  });
});
