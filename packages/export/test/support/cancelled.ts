import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { exportRecording } from '../../src/index.js';
import { countingFrame, describeStream, record, temporaryFolder } from './recordings.js';

/** Cancels an export of 500 frames of EEG after 200 of them, and looks that nothing of it is there. */
export async function expectNothingOfCancelled(format: string): Promise<void> {
  const folder = await temporaryFolder();
  const descriptor = describeStream();
  const input = record(folder, (recording) => {
    recording.addStream(descriptor);
    for (let index = 0; index < 500; index++)
      recording.write(descriptor.streamId, countingFrame(descriptor, index));
  });
  const cancel = new AbortController();
  const onProgress = ({ framesDone }: { framesDone: number }) => {
    if (framesDone > 200) cancel.abort();
  };
  await expect(exportRecording({ input, format, signal: cancel.signal, onProgress })).rejects.toMatchObject({
    code: 'EXPORT_CANCELLED',
  });
  expect(await readdir(folder)).toEqual(['rec.mcap']);
}
