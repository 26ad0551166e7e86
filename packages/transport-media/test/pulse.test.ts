/** Real sound, without a sound card: what is played into a sound server of the test's own is captured from it. */
import { type PulseServer, startPulseServer } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { createTransport, patience } from './surroundings.js';

const pulseaudio = await part('pulseaudio');

/** How much of a frequency is in samples: the amplitude of that sine, by the discrete Fourier transform at one frequency. */
function amplitudeAt(frequencyHz: number, samples: readonly number[], rateHz: number): number {
  let real = 0;
  let imaginary = 0;
  for (const [index, sample] of samples.entries()) {
    const phase = (2 * Math.PI * frequencyHz * index) / rateHz;
    real += sample * Math.cos(phase);
    imaginary -= sample * Math.sin(phase);
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

pulseaudio.describe('a sound server', () => {
  let server: PulseServer;
  beforeAll(async () => {
    server = await startPulseServer();
    vi.stubEnv('PULSE_SERVER', server.environment.PULSE_SERVER);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server?.close();
  });

  it('lists its source', async () => {
    const { transport } = createTransport();
    expect(await transport.list()).toContainEqual({
      kind: 'microphone',
      id: `pulse:${server.source}`,
      identity: `pulse:${server.source}`,
      label: 'Monitor of Null Output',
      modes: [
        { sampleRateHz: 48_000, channels: 2 },
        { sampleRateHz: 48_000, channels: 1 },
      ],
    });
  });

  it('gives the tone that is played, at its frequency and amplitude, and in time', async () => {
    const { transport, runtime, holders } = createTransport();
    const rateHz = 48_000;
    const microphone = await transport.openMicrophone({
      id: `pulse:${server.source}`,
      mode: { sampleRateHz: rateHz, channels: 1 },
    });
    onTestFinished(() => microphone.close());
    expect(holders).toEqual(new Set([`media:pulse:${server.source}`]));
    const tone = server.playTone({ frequencyHz: 1_000, amplitude: 0.5 });
    onTestFinished(() => tone.end());
    const heard: number[] = [];
    const arrivals: bigint[] = [];
    microphone.onSamples((samples, arrivalNs) => {
      // Before the player has begun there is silence.
      if (heard.length > 0 || samples.some((sample) => Math.abs(sample) > 0.4)) {
        heard.push(...samples);
        arrivals.push(arrivalNs);
      }
    });
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(rateHz), patience);
    // The player may stutter on a busy machine: some tenth of a second of it is whole.
    const length = rateHz / 10;
    const pieces = Array.from({ length: 10 }, (_, index) =>
      heard.slice(index * length, (index + 1) * length),
    );
    const best = Math.max(...pieces.map((piece) => amplitudeAt(1_000, piece, rateHz)));
    expect(best).toBeGreaterThan(0.49);
    expect(best).toBeLessThan(0.51);
    for (const piece of pieces) expect(amplitudeAt(1_730, piece, rateHz)).toBeLessThan(0.1);
    expect(arrivals.at(-1)).toBeLessThanOrEqual(runtime.clock.nowNs());
    const seconds = Number((arrivals.at(-1) ?? 0n) - (arrivals[0] ?? 0n)) / 1e9;
    expect(seconds).toBeGreaterThan(0.5);
  });

  it('gives the same through ALSA, whose device "pulse" it is', async () => {
    const { transport, holders } = createTransport();
    const microphone = await transport.openMicrophone({
      id: 'alsa:pulse',
      mode: { sampleRateHz: 44_100, channels: 2 },
      chunkMs: 10,
    });
    onTestFinished(() => microphone.close());
    expect(holders).toEqual(new Set(['media:alsa:pulse']));
    const tone = server.playTone({ frequencyHz: 441, amplitude: 0.25 });
    onTestFinished(() => tone.end());
    // Of the latest chunks: where a tone begins or ends, resampling overshoots.
    const peaks: number[] = [];
    microphone.onSamples((samples) => {
      expect(samples.length).toBe(441 * 2);
      peaks.push(samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0));
      if (peaks.length > 10) peaks.shift();
    });
    await vi.waitFor(() => expect(Math.max(...peaks)).toBeCloseTo(0.25, 2), patience);
  });

  it('has no source of another name', async () => {
    const { transport } = createTransport();
    await expect(transport.openMicrophone({ id: 'pulse:nothing' })).rejects.toMatchObject({
      code: 'DEVICE_NOT_FOUND',
    });
  });
});
