import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from 'vitest';
import { exportRecording } from '../../src/index.js';
import { countingFrame, describeStream, record, temporaryFolder } from './recordings.js';

/**
 * Cancels an export of EEG, sound and pictures when more than a third is read, and looks that nothing of it is there, then and
 * before.
 */
export async function expectNothingOfCancelled(format: string): Promise<void> {
  const folder = await temporaryFolder();
  const eeg = describeStream();
  const audio = describeStream({ streamKey: 'audio', nominalSampleRateHz: 2500, metadata: { unit: 'FS' } });
  const camera = describeStream({ streamKey: 'camera', payloadType: 'video', nominalSampleRateHz: 25 });
  const input = record(folder, (recording) => {
    for (const stream of [eeg, audio, camera]) recording.addStream(stream);
    for (let index = 0; index < 300; index++) {
      recording.write(eeg.streamId, countingFrame(eeg, index));
      recording.write(audio.streamId, countingFrame(audio, index));
      recording.add(camera, new Uint8Array(300), [3, 1, 10, 10], { seq: index });
    }
  });
  const whole = (): string[] =>
    readdirSync(folder, { recursive: true })
      .map((path) => basename(String(path)))
      .filter((name) => !name.startsWith('.'));
  const cancel = new AbortController();
  const onProgress = ({ framesDone, framesTotal }: { framesDone: number; framesTotal: number }) => {
    if (framesDone < framesTotal / 3) return;
    expect(whole()).toEqual(['rec.mcap']);
    cancel.abort();
  };
  await expect(exportRecording({ input, format, signal: cancel.signal, onProgress })).rejects.toMatchObject({
    code: 'EXPORT_CANCELLED',
  });
  expect(cancel.signal.aborted).toBe(true);
  expect(readdirSync(folder)).toEqual(['rec.mcap']);
}
