/** The camera of the kernel's test driver vivid, `/dev/video0`, through `@modlink/transport-media`, ffmpeg and the driver `webcam`. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import mediaTransport from '@modlink/transport-media';
import { recorded, recordedFrames, startRecording } from '../guest/modlink.js';
import { loadModule, settled } from '../guest/modules.js';
import { createRuntime } from '../guest/runtime.js';
import { until } from '../guest/until.js';
import type { BenchGroup } from './bench-case.js';

const run = promisify(execFile);
const id = 'v4l2:/dev/video0';
const size = { width: 320, height: 180 };
const frameRateHz = 10;

/** One webcam, without the radio, the transmitter and all else that vivid can be. */
export async function loadCamera(): Promise<void> {
  await loadModule('vivid', { n_devs: '1', node_types: '0x1', num_inputs: '1', input_types: '0' });
  await settled();
  // The first start of a large program takes long in the machine; listings wait only so long.
  await run('ffmpeg', ['-version']);
}

/** The bars of the test picture from left to right, by whether red, green and blue shine (vivid, "75% Colorbar"). */
const bars = ['111', '110', '011', '010', '101', '100', '001', '000'];

/** The colours of a picture below the text that vivid writes into it, one per bar. Its bytes are red, green, blue, pixel by pixel. */
function barsOf(picture: ArrayLike<number | bigint>): string[] {
  const y = Math.round(size.height * 0.9);
  return bars.map((_, index) => {
    const x = Math.round(((index + 0.5) * size.width) / bars.length);
    const at = (y * size.width + x) * 3;
    return [at, at + 1, at + 2].map((byte) => (Number(picture[byte]) > 96 ? '1' : '0')).join('');
  });
}

export const cameraGroup: BenchGroup = {
  name: 'a camera on /dev/video0 (vivid, ffmpeg)',
  cases: [
    {
      name: 'it is listed with its modes, and captured in the one that was asked for',
      async run() {
        await loadCamera();
        const media = mediaTransport.create(createRuntime());
        const camera = await until('the camera is listed', async () =>
          (await media.list()).find((input) => input.id === id),
        );
        if (camera.kind !== 'camera') assert.fail(`${id} is a ${camera.kind}`);
        const mode = camera.modes.find(
          (each) =>
            each.width === size.width && each.height === size.height && each.frameRateHz === frameRateHz,
        );
        assert.ok(
          mode,
          `${size.width} x ${size.height} at ${frameRateHz} Hz is among ${JSON.stringify(camera.modes)}`,
        );
        const connection = await media.openCamera({ id, mode, pixelFormat: 'rgb24' });
        const pictures: Buffer[] = [];
        const times: bigint[] = [];
        connection.onPicture((bytes, { captureNs }) => {
          pictures.push(Buffer.from(bytes));
          times.push(captureNs);
        });
        await until('five pictures arrive', () => pictures.length >= 5);
        await connection.close();
        assert.deepEqual(
          times,
          times.toSorted((a, b) => (a < b ? -1 : 1)),
        );
        for (const picture of pictures) {
          assert.equal(picture.length, size.width * size.height * 3);
          assert.deepEqual(barsOf(picture), bars);
        }
      },
    },
    {
      name: 'it is recorded by modlink record with the driver webcam, picture by picture',
      async run() {
        await loadCamera();
        const settings = { ...size, frameRateHz, pixelFormat: 'rgb24' };
        const recording = await startRecording('webcam', [''], settings);
        await recorded(recording, 'webcam.01:video', 10);
        const { exitCode, file, said } = await recording.stop();
        assert.equal(exitCode, 0, said);
        const frames = await recordedFrames(file, 'webcam.01:video');
        assert.ok(frames.length >= 10);
        for (const { shape, values } of frames) {
          assert.deepEqual(shape, [3, 1, size.height, size.width]);
          assert.deepEqual(barsOf(values), bars);
        }
      },
    },
  ],
};
