import { dtypes } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { openTestHost } from '../support/test-host.js';
import { everyIsolation, framesOf, openContract } from './contract-driver.js';

describe.each(everyIsolation)('frames, in isolation "%s"', (isolation) => {
  it('of every payload type arrive with the shape of the contract, an interleaved pixel layout too', async () => {
    const frames = await framesOf(isolation, 'every payload', 5);
    expect(
      frames.map(({ streamId, data, pixelFormat }) => [streamId.split(':')[1], data.shape, pixelFormat]),
    ).toEqual([
      ['signal', [2, 3], undefined],
      ['raster', [2, 2, 4], undefined],
      ['field', [1, 2, 3, 4], undefined],
      ['video', [3, 1, 2, 4], undefined],
      ['packed', [3, 1, 2, 4], 'rgb24'],
    ]);
    for (const { data } of frames)
      expect(Array.from(data.values, Number)).toEqual(
        data.values.length === 6
          ? [1, 2, 3, 4, 5, 6]
          : Array.from({ length: data.values.length }, (_, i) => i + 1),
      );
  });

  it('of every dtype arrive with their values', async () => {
    const frames = await framesOf(isolation, 'every dtype', dtypes.length);
    expect(frames.map(({ dtype }) => dtype)).toEqual(dtypes);
    for (const { data } of frames) expect(Array.from(data.values, Number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are encoded before emitFrame returns, so the driver may reuse its buffer at once', async () => {
    const frames = await framesOf(isolation, 'one buffer', 100);
    expect(frames.map(({ data }) => Number(data.values[0]))).toEqual(
      Array.from({ length: 100 }, (_, k) => k),
    );
  });

  it('are numbered by the SDK, strictly increasing per stream', async () => {
    const frames = await framesOf(isolation, 'one buffer', 100);
    expect(frames.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, k) => k));
  });

  it('of 1 to chunkSize samples are accepted, and emitFrame says so', async () => {
    const { connect, told } = await openContract(isolation);
    const device = await connect('chunks of 1 to 10');
    await device.startStreaming();
    expect(await told('answers')).toEqual(Array.from({ length: 10 }, () => true));
    await expect.poll(() => device.streams[0]?.statistics.snapshot().samples).toBe(55);
  });

  it('are counted as missing where seq jumps or the device counted a loss; a seq that does not increase is refused', async () => {
    const { connect, told } = await openContract(isolation);
    const device = await connect('jumps and losses');
    await device.startStreaming();
    expect(await told('answers')).toEqual([true, true, true, true, false, true]);
    await expect
      .poll(() => device.streams[0]?.statistics.snapshot())
      .toMatchObject({
        frames: 5,
        gaps: 2,
        lostFrames: 3,
        lostSamples: 7,
        lateFrames: 0,
      });
  });

  it.each([
    ['whose stream has no descriptor', 'unknown-stream', 'UNKNOWN_STREAM'],
    ['whose rank is wrong', 'wrong-rank', 'WRONG_RANK'],
    ['whose chunk is empty', 'no-samples', 'CHUNK_EMPTY'],
    ['whose chunk is above chunkSize', 'too-long', 'CHUNK_TOO_LARGE'],
    ['whose dtype differs from earlier frames', 'dtype-changes', 'DTYPE_CHANGED'],
    ['whose channel count differs', 'wrong-channels', 'CHANNEL_COUNT_WRONG'],
    ['whose seq stands still', 'seq-stands-still', 'SEQ_NOT_INCREASING'],
    ['that is none', 'no-frame-at-all', 'INVALID_FRAME'],
  ])('a frame %s is refused, told and counted: emitFrame answers false', async (_, way, refusal) => {
    const { host, found, event } = await openTestHost(['misbehaving'], { isolation });
    const device = await host.connect(await found('misbehaving', way));
    const frames: unknown[] = [];
    host.bus.tap('*', ({ view }) => frames.push(view.data.shape));
    await device.startStreaming();
    expect(await event('frames-refused')).toMatchObject({ deviceId: 'misbehaving.01', refusal, count: 1 });
    const { message } = await event('log', ({ message }) => message.startsWith('answers'));
    const answers = JSON.parse(message.slice('answers '.length)) as boolean[];
    expect(answers.at(-1) ?? false).toBe(false);
    expect(frames).toHaveLength(answers.filter(Boolean).length);
  });
});
