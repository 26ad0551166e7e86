/** No part of the test kit simulates cameras and microphones here: what a transport of them hands over is scripted. */
import type { CameraConnection, MediaTransport, MicrophoneConnection, PictureInfo } from '@modlink/sdk';
import { VirtualClock } from '@modlink/testkit';
import { expect, it } from 'vitest';
import { captureTransport, playCaptures } from '../src/index.js';
import { KeptCaptures } from './kept-captures.js';

const mode = { width: 4, height: 2, frameRateHz: 30, pixelFormat: 'rgb24' } as const;
const camera = { kind: 'camera', id: 'cam', identity: 'usb:cam', label: 'Camera', modes: [mode] } as const;
const sound = { sampleRateHz: 48_000, channels: 1 } as const;
const microphone = { kind: 'microphone', id: 'mic', identity: 'mic', label: 'Mic', modes: [sound] } as const;

/** Two pictures and two chunks of sound, 33 ms apart. */
function scriptedMedia(clock: VirtualClock): MediaTransport {
  const opened = (id: string) => {
    const closed = new Set<(error: undefined) => void>();
    return {
      id,
      onClose: (listener: (error: undefined) => void) => {
        closed.add(listener);
        return () => closed.delete(listener);
      },
      close: async () => {
        for (const listener of closed) listener(undefined);
      },
    };
  };
  return {
    list: async () => [camera, microphone],
    watch: () => () => {},
    openCamera: async ({ id }) => ({
      ...opened(id),
      mode,
      onPicture(listener) {
        for (const index of [1, 2]) {
          clock.schedule(33 * index, () => {
            const arrivalNs = clock.nowNs();
            const info = { arrivalNs, captureNs: arrivalNs - 4_000_123n * BigInt(index), lost: index - 1 };
            listener(new Uint8Array(24).fill(index), info);
          });
        }
        return () => {};
      },
    }),
    openMicrophone: async ({ id }) => ({
      ...opened(id),
      mode: sound,
      onSamples(listener) {
        for (const index of [1, 2]) {
          clock.schedule(33 * index, () => {
            // From the midst of a buffer, as a transport lends them.
            const buffer = Float32Array.of(9, index, -index / 3, 9);
            listener(buffer.subarray(1, 3), clock.nowNs());
          });
        }
        return () => {};
      },
    }),
  };
}

async function session(clock: VirtualClock, media: MediaTransport) {
  const pictures: [number[], PictureInfo][] = [];
  const samples: [number[], bigint][] = [];
  const inputs = await media.list();
  const seen: CameraConnection = await media.openCamera({ id: 'cam', mode });
  const heard: MicrophoneConnection = await media.openMicrophone({ id: 'mic', chunkMs: 20 });
  seen.onPicture((bytes, picture) => pictures.push([[...bytes], picture]));
  heard.onSamples((values, arrivalNs) => {
    expect(values).toBeInstanceOf(Float32Array);
    samples.push([[...values], arrivalNs]);
  });
  await clock.advance(100);
  await Promise.all([seen.close(), heard.close()]);
  return { inputs, modes: [seen.mode, heard.mode], ids: [seen.id, heard.id], pictures, samples };
}

it('pictures and sound play back as they were, with the times at which they were taken', async () => {
  const clock = new VirtualClock();
  const kept = new KeptCaptures();
  const media = captureTransport('media', scriptedMedia(clock), { clock, openSink: kept.openSink });
  const original = await session(clock, media);
  expect(original.pictures).toHaveLength(2);
  expect(original.samples).toHaveLength(2);
  expect(kept.texts).toHaveLength(2);
  const again = new VirtualClock();
  const played = playCaptures({ clock: again, captures: kept.captures });
  expect(await session(again, played.media)).toEqual(original);
  await expect(played.media.openCamera({ id: 'cam', mode: { ...mode, width: 8 } })).rejects.toMatchObject({
    code: 'CAPTURE_MISMATCH',
  });
});
