/** The driver over the real ffmpeg, on pictures whose truth is known. */
import { createSystemClock } from '@modlink/sdk';
import { numberedPictures, numberOfPicture } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { FrameRecorder } from '@modlink/testkit';
import '@modlink/testkit/vitest';
import mediaTransport from '@modlink/transport-media';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Webcam, type WebcamSettings } from '../src/index.js';

const ffmpeg = await part('ffmpeg');
const patience = { timeout: 15_000, interval: 10 };

async function stream(settings: WebcamSettings) {
  const clock = createSystemClock();
  const media = mediaTransport.create({ clock, lease: async () => () => {} });
  const recorder = new FrameRecorder(new Webcam(), { clock, transports: { media }, settings });
  onTestFinished(() => recorder.driver.onShutdown());
  const [descriptor] = await recorder.connect('camera');
  await recorder.start();
  return { recorder, descriptor };
}

ffmpeg.describe('an input of the settings', () => {
  it('is streamed picture by picture', async () => {
    const { input, format, options } = numberedPictures({ frameRateHz: 25 });
    const { recorder, descriptor } = await stream({
      inputs: [{ name: 'numbers', input, ...(format && { format }), ...(options && { options }) }],
    });
    expect(descriptor).toMatchObject({
      nominalSampleRateHz: 25,
      pixelFormat: 'rgb24',
      metadata: { width: 64, height: 48 },
    });
    await vi.waitFor(() => expect(recorder.frames.length).toBeGreaterThanOrEqual(25), patience);
    await recorder.stop();
    const numbers = recorder.frames.map(({ data }) => numberOfPicture(data.values as Uint8Array));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? Number.NaN) + index));
    expect(recorder).toHaveNoGaps('video');
    for (const { data, timestampNs, emittedNs } of recorder.frames) {
      expect(data.shape).toEqual([3, 1, 48, 64]);
      expect(timestampNs).toBeLessThanOrEqual(emittedNs);
    }
  });

  it('is streamed as JPEG pictures', async () => {
    const { recorder, descriptor } = await stream({
      pixelFormat: 'mjpeg',
      inputs: [{ name: 'colours', input: 'testsrc2=s=320x240:r=25', format: 'lavfi', options: { re: '' } }],
    });
    await vi.waitFor(() => expect(recorder.frames.length).toBeGreaterThanOrEqual(5), patience);
    expect(descriptor).toMatchObject({ pixelFormat: 'mjpeg', metadata: { width: 320, height: 240 } });
    for (const { data } of recorder.frames) {
      expect(data.shape).toEqual([1, 1, 1, data.values.length]);
      expect([...data.values.subarray(0, 2)]).toEqual([0xff, 0xd8]);
    }
  });
});
