import type { CameraConnection, MediaTransport, MicrophoneConnection, PictureInfo } from '@modlink/sdk';
import { VirtualClock } from '@modlink/testkit';
import { expect, it } from 'vitest';
import { captureTransport, playCaptures } from '../src/index.js';
import { KeptCaptures } from './kept-captures.js';
import { simulatedMedia } from './simulated-media.js';

async function session(clock: VirtualClock, media: MediaTransport, afterOne: () => void = () => {}) {
  const pictures: [number[], PictureInfo][] = [];
  const samples: [number[], bigint][] = [];
  const inputs = await media.list();
  const seen: CameraConnection = await media.openCamera({ id: 'camera' });
  const heard: MicrophoneConnection = await media.openMicrophone({ id: 'microphone', chunkMs: 10 });
  seen.onPicture((bytes, picture) => pictures.push([[...bytes], picture]));
  heard.onSamples((values, arrivalNs) => {
    expect(values).toBeInstanceOf(Float32Array);
    samples.push([[...values], arrivalNs]);
  });
  await clock.advance(50);
  afterOne();
  await clock.advance(150);
  await Promise.all([seen.close(), heard.close()]);
  return { inputs, modes: [seen.mode, heard.mode], ids: [seen.id, heard.id], pictures, samples };
}

it('pictures and sound play back as they were, with the times at which they were taken', async () => {
  const clock = new VirtualClock();
  const kept = new KeptCaptures();
  const simulated = simulatedMedia(clock);
  const media = captureTransport('media', simulated as MediaTransport, { clock, openSink: kept.openSink });
  const original = await session(clock, media, () => simulated.losePictures(2));
  expect(original.pictures.map(([, { lost }]) => lost)).toContain(2);
  expect(original.pictures.every(([, { arrivalNs, captureNs }]) => captureNs < arrivalNs)).toBe(true);
  expect(original.samples).toHaveLength(20);
  expect(kept.texts).toHaveLength(2);
  const again = new VirtualClock();
  const played = playCaptures({ clock: again, captures: kept.captures });
  expect(await session(again, played.media)).toEqual(original);
  await expect(played.media.openCamera({ id: 'camera', pixelFormat: 'mjpeg' })).rejects.toMatchObject({
    code: 'CAPTURE_MISMATCH',
  });
});
