import { TransportError } from '@modlink/sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedCamera, SimulatedMedia, VirtualClock } from '../src/index.js';
import { describeMediaTransport } from '../src/vitest/index.js';

const camera: SimulatedCamera = {
  id: 'camera',
  label: 'A camera',
  modes: [
    { width: 8, height: 4, frameRateHz: 30, pixelFormat: 'gray8' },
    { width: 4, height: 2, frameRateHz: 10, pixelFormat: 'gray8' },
  ],
};
const microphone = {
  id: 'microphone',
  modes: [{ sampleRateHz: 48_000, channels: 2 }],
  sample: (index: number, channel: number) => (index + channel / 2) / 48_000,
} as const;

describeMediaTransport('simulated', () => {
  const clock = new VirtualClock();
  const transport = new SimulatedMedia({ clock, cameras: [camera], microphones: [microphone] });
  return {
    transport,
    nowNs: () => clock.nowNs(),
    advance: (ms) => clock.advance(ms),
    camera: { id: 'camera' },
    microphone: { id: 'microphone' },
    unknownId: 'nothing',
    unplug: () => transport.unplug(),
  };
});

describe('a simulated camera', () => {
  let clock: VirtualClock;
  beforeEach(() => {
    clock = new VirtualClock();
  });
  const open = (init: Partial<SimulatedCamera> = {}) => {
    const media = new SimulatedMedia({ clock, cameras: [{ ...camera, ...init }] });
    return { media, opening: media.openCamera({ id: 'camera' }) };
  };

  it('sends its pictures at the rate of its mode, with the time of their capture', async () => {
    const startNs = clock.nowNs();
    const connection = await open({ delayMs: 20, picture: (index) => Uint8Array.of(index) }).opening;
    const seen: unknown[] = [];
    connection.onPicture((bytes, { arrivalNs, captureNs, lost }) =>
      seen.push([
        bytes[0],
        Math.round(Number(arrivalNs - startNs) / 1e6),
        Number(arrivalNs - captureNs) / 1e6,
        lost,
      ]),
    );
    await clock.advance(110);
    expect(seen).toEqual([
      [0, 33, 20, 0],
      [1, 67, 20, 0],
      [2, 100, 20, 0],
    ]);
  });

  it('loses pictures and tells how many with the next', async () => {
    const { media, opening } = open();
    const lost: number[] = [];
    (await opening).onPicture((_, picture) => lost.push(picture.lost));
    await clock.advance(40);
    media.losePictures(2);
    await clock.advance(150);
    expect(lost).toEqual([0, 2, 0]);
  });

  it('falls silent without closing', async () => {
    const { media, opening } = open();
    let pictures = 0;
    (await opening).onPicture(() => {
      pictures += 1;
    });
    media.fallSilent();
    await clock.advance(1_000);
    expect(pictures).toBe(0);
    media.fallSilent(false);
    await clock.advance(1_000);
    expect(pictures).toBe(30);
  });

  it('overwrites what a listener keeps', async () => {
    const connection = await open().opening;
    const kept: Uint8Array[] = [];
    connection.onPicture((bytes) => kept.push(bytes));
    await clock.advance(40);
    expect(kept[0]?.[0]).toBe(0xee);
  });

  it('cannot be opened when it is unplugged, and can when it is back', async () => {
    const { media, opening } = open();
    await (await opening).close();
    let changes = 0;
    media.watch(() => {
      changes += 1;
    });
    media.unplug();
    expect(await media.list()).toEqual([]);
    await expect(media.openCamera({ id: 'camera' })).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    media.plugIn();
    await expect(media.openCamera({ id: 'camera' })).resolves.toBeDefined();
    expect([changes, media.openings, media.openDevices]).toEqual([2, 3, ['camera']]);
  });

  it('fails to open as it is told to', async () => {
    const media = new SimulatedMedia({ clock, cameras: [camera] });
    const refusal = new TransportError('PERMISSION_DENIED', 'not for you');
    media.failNextOpen(refusal);
    await expect(media.openCamera({ id: 'camera' })).rejects.toBe(refusal);
    media.stallOpening();
    const giveUp = new AbortController();
    const stalled = media.openCamera({ id: 'camera', signal: giveUp.signal });
    giveUp.abort(new Error('given up'));
    await expect(stalled).rejects.toThrow('given up');
  });
});

it('a simulated microphone sends the samples of its script, interleaved', async () => {
  const clock = new VirtualClock();
  const media = new SimulatedMedia({ clock, microphones: [microphone] });
  const connection = await media.openMicrophone({ id: 'microphone', chunkMs: 1 });
  const scaled: number[] = [];
  connection.onSamples((samples) => scaled.push(...samples.subarray(0, 4).map((sample) => sample * 48_000)));
  await clock.advance(2);
  expect(scaled.map((value) => Math.round(value * 100) / 100)).toEqual([0, 0.5, 1, 1.5, 48, 48.5, 49, 49.5]);
});
