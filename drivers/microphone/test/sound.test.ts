/** The driver over the real ffmpeg: a tone that it makes itself, and one that is played into a sound server. */
import { createSystemClock } from '@modlink/sdk';
import { startPulseServer } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { FrameRecorder, type RecordedFrame } from '@modlink/testkit';
import '@modlink/testkit/vitest';
import mediaTransport from '@modlink/transport-media';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Microphone, type MicrophoneSettings } from '../src/index.js';

const ffmpeg = await part('ffmpeg');
const pulseaudio = await part('pulseaudio');
const patience = { timeout: 15_000, interval: 10 };

function setUp(settings: MicrophoneSettings) {
  const clock = createSystemClock();
  const media = mediaTransport.create({ clock, lease: async () => () => {} });
  const recorder = new FrameRecorder(new Microphone(), { clock, transports: { media }, settings });
  onTestFinished(() => recorder.driver.onShutdown());
  return recorder;
}

/** RMS and peak in dBFS, as far as they were measured. */
const levels = (recorder: { framesOf(streamKey: string): RecordedFrame[] }) =>
  recorder.framesOf('level').map(({ data }) => Array.from(data.values, Number));

ffmpeg.describe('an input of the settings', () => {
  it('is streamed sample by sample', async () => {
    const recorder = setUp({
      inputs: [
        {
          name: 'tone',
          input: 'aevalsrc=0.25*sin(2*PI*440*t):s=48000',
          format: 'lavfi',
          options: { re: '' },
        },
      ],
    });
    await recorder.connect('microphone');
    await recorder.start();
    await vi.waitFor(() => expect(recorder.framesOf('level').length).toBeGreaterThanOrEqual(3), patience);
    await recorder.stop();
    expect(recorder).toHaveNoGaps('audio');
    for (const [rms, peak] of levels(recorder)) {
      expect(rms).toBeCloseTo(20 * Math.log10(0.25 / Math.SQRT2), 1);
      expect(peak).toBeCloseTo(20 * Math.log10(0.25), 1);
    }
    const times = recorder.framesOf('audio').map(({ timestampNs }) => timestampNs);
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
  });
});

pulseaudio.describe('a source of the sound server', () => {
  it('is found, and its level is that of what is played', async () => {
    const server = await startPulseServer();
    onTestFinished(() => server.close());
    vi.stubEnv('PULSE_SERVER', server.environment.PULSE_SERVER);
    onTestFinished(() => void vi.unstubAllEnvs());
    const recorder = setUp({});
    const [found] = await recorder.search('microphone');
    expect(found).toMatchObject({ title: 'Monitor of Null Output', subtitle: '48000 Hz, 2 channels' });
    const [audio] = await recorder.connect(found ?? 'microphone');
    expect(audio?.channelNames).toEqual(['left', 'right']);
    await recorder.start();
    server.playTone({ frequencyHz: 1_000, amplitude: 0.5 });
    await vi.waitFor(() => {
      const loudest = Math.max(...levels(recorder).map(([rms = Number.NaN]) => rms));
      expect(loudest).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 1);
    }, patience);
  });
});
