import { ndarray, StreamDescriptor } from '@modlink/sdk';
import { FrameEncoder } from '@modlink/sdk/encoding';
import { describe, expect, it } from 'vitest';
import { Bus, type BusStream, type FrameMessage } from '../../src/bus/bus.js';
import { createHostClock } from '../../src/clock/host-clock.js';

function descriptor(streamId: string, channels = 1): StreamDescriptor {
  const [deviceId, streamKey] = streamId.split(':') as [string, string];
  return new StreamDescriptor({
    deviceId,
    streamKey,
    payloadType: 'signal',
    nominalSampleRateHz: 100,
    chunkSize: 10,
    channelNames: Array.from({ length: channels }, (_, index) => `c${index}`),
  });
}

function setUp() {
  const failures: unknown[] = [];
  const bus = new Bus({ clock: createHostClock(), onConsumerFailed: (error) => failures.push(error) });
  const encoder = new FrameEncoder();
  const publish = (stream: BusStream, seq: number) => {
    const data = ndarray(new Float32Array([seq]), [1, 1]);
    bus.publish(
      stream,
      encoder.encode({ streamId: stream.streamId, timestampNs: BigInt(seq) * 10_000_000n, data, seq }),
      0,
    );
  };
  return { bus, publish, failures };
}

describe('selecting streams', () => {
  const streams = ['eeg.01:eeg', 'eeg.01:accel', 'eeg.02:eeg', 'cam.01:video'];
  it.each([
    ['a stream id', 'eeg.01:eeg', ['eeg.01:eeg']],
    ['a device id', 'eeg.01', ['eeg.01:eeg', 'eeg.01:accel']],
    ['a pattern', '*:eeg', ['eeg.01:eeg', 'eeg.02:eeg']],
    ['everything', '*', streams],
    ['several', ['cam.01', 'eeg.02:*'], ['eeg.02:eeg', 'cam.01:video']],
    ['a function', (d: StreamDescriptor) => d.streamKey === 'accel', ['eeg.01:accel']],
    ['characters that mean something in regular expressions', 'eeg.0[12]', []],
  ])('by %s', (_, selector, expected) => {
    const { bus, publish } = setUp();
    const seen: string[] = [];
    bus.tap(selector, ({ stream }) => seen.push(stream.streamId));
    for (const id of streams) publish(bus.declare(descriptor(id)), 0);
    expect(seen).toEqual(expected);
  });
});

describe('a tap', () => {
  it('gets frames of streams that are declared later, until it ends', () => {
    const { bus, publish } = setUp();
    const seen: FrameMessage[] = [];
    const untap = bus.tap('*', (message) => seen.push(message));
    const stream = bus.declare(descriptor('a.01:x'));
    publish(stream, 1);
    untap();
    publish(stream, 2);
    expect(seen.map(({ view }) => view.seq)).toEqual([1]);
    expect([...seen[0]!.view.data.values]).toEqual([1]);
  });

  it('that throws is reported, and the others get the frame', () => {
    const { bus, publish, failures } = setUp();
    const seen: number[] = [];
    bus.tap('*', () => {
      throw new Error('broken consumer');
    });
    bus.tap('*', ({ view }) => seen.push(view.seq!));
    publish(bus.declare(descriptor('a.01:x')), 5);
    expect(seen).toEqual([5]);
    expect(String(failures[0])).toContain('broken consumer');
  });

  it('shares the encoded bytes with every other consumer', () => {
    const { bus, publish } = setUp();
    const buffers: ArrayBufferLike[] = [];
    bus.tap('*', ({ view }) => buffers.push(view.bytes.buffer));
    bus.tap('*', ({ view }) => buffers.push(view.data.values.buffer));
    publish(bus.declare(descriptor('a.01:x')), 0);
    expect(buffers[0]).toBe(buffers[1]);
  });
});

describe('a subscription', () => {
  it('gives the frames in order', async () => {
    const { bus, publish } = setUp();
    const stream = bus.declare(descriptor('a.01:x'));
    const subscription = bus.subscribe({ streams: '*' });
    publish(stream, 1);
    publish(stream, 2);
    const seen: number[] = [];
    for await (const { view } of subscription) {
      seen.push(view.seq!);
      if (seen.length === 2) publish(stream, 3);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([1, 2, 3]);
    publish(stream, 4);
    expect(subscription.queuedFrames).toBe(0);
  });

  it('with drop-oldest keeps the newest and counts the others', async () => {
    const { bus, publish } = setUp();
    const stream = bus.declare(descriptor('a.01:x'));
    const subscription = bus.subscribe({ streams: '*', queueSizeFrames: 3 });
    for (let seq = 0; seq < 10; seq++) publish(stream, seq);
    expect(subscription.droppedFrames).toBe(7);
    subscription.close();
    const seen: number[] = [];
    for await (const { view } of subscription) seen.push(view.seq!);
    expect(seen).toEqual([7, 8, 9]);
  });

  it('with error gives what it has and then fails by name', async () => {
    const { bus, publish } = setUp();
    const stream = bus.declare(descriptor('a.01:x'));
    const subscription = bus.subscribe({ streams: '*', policy: 'error', queueSizeFrames: 2 });
    for (let seq = 0; seq < 5; seq++) publish(stream, seq);
    const seen: number[] = [];
    await expect(
      (async () => {
        for await (const { view } of subscription) seen.push(view.seq!);
      })(),
    ).rejects.toMatchObject({ code: 'SUBSCRIPTION_OVERFLOW' });
    expect(seen).toEqual([0, 1]);
  });

  it('that is slow costs another consumer nothing', async () => {
    const { bus, publish } = setUp();
    const stream = bus.declare(descriptor('a.01:x'));
    const slow = bus.subscribe({ streams: '*', queueSizeFrames: 1 });
    const seen: number[] = [];
    bus.tap('*', ({ view }) => seen.push(view.seq!));
    for (let seq = 0; seq < 100; seq++) publish(stream, seq);
    expect(seen).toHaveLength(100);
    expect(slow.droppedFrames).toBe(99);
  });

  it.each([
    [{ queueSizeFrames: 0 }, /positive integer/],
    [{ policy: 'block' as never }, /cannot be made to wait/],
  ])('refuses %j', (options, message) => {
    const { bus } = setUp();
    expect(() => bus.subscribe({ streams: '*', ...options })).toThrow(message);
  });
});

describe('consumers', () => {
  it('are listed with what they get, what waits, and what they lost', () => {
    const { bus, publish } = setUp();
    const stream = bus.declare(descriptor('a.01:x'));
    bus.declare(descriptor('b.01:y'));
    bus.tap('a.01', () => {}, { name: 'recorder' });
    const preview = bus.subscribe({ streams: '*', name: 'preview', queueSizeFrames: 2 });
    for (let seq = 0; seq < 5; seq++) publish(stream, seq);
    expect(bus.consumers()).toEqual([
      { name: 'recorder', kind: 'tap', streamIds: ['a.01:x'], queuedFrames: 0, droppedFrames: 0 },
      {
        name: 'preview',
        kind: 'subscription',
        streamIds: ['a.01:x', 'b.01:y'],
        queuedFrames: 2,
        droppedFrames: 3,
      },
    ]);
    preview.close();
    expect(bus.consumers().map(({ name }) => name)).toEqual(['recorder']);
  });
});

describe('streams on the bus', () => {
  it('stay the same while the descriptor does, and keep their numbering when it changes', () => {
    const { bus, publish } = setUp();
    const stream = bus.declare(descriptor('a.01:x'));
    publish(stream, 41);
    expect(bus.declare(descriptor('a.01:x'))).toBe(stream);
    const changed = bus.declare(descriptor('a.01:x', 2));
    expect(changed).not.toBe(stream);
    expect(changed.nextSeq).toBe(42);
  });

  it('that are not there are named with those that are', () => {
    const { bus } = setUp();
    bus.declare(descriptor('a.01:x'));
    expect(() => bus.stream('b.01:y')).toThrow(/"b\.01:y".*a\.01:x/);
    bus.retire('a.01:x');
    expect(bus.streams()).toEqual([]);
  });

  it('count gaps from sequence numbers', () => {
    const { bus, publish } = setUp();
    const stream = bus.declare(descriptor('a.01:x'));
    publish(stream, 0);
    publish(stream, 5);
    expect(stream.statistics.snapshot()).toMatchObject({ frames: 2, gaps: 1, lostFrames: 4 });
  });
});
