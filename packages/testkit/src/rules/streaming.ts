/** Rules about what a driver emits while it streams. */
import { dtypeOf, payloadLayouts, type StreamDescriptor } from '@modlink/sdk';
import { type RecordedFrame, sampleCount } from '../recording/recorded-frame.js';
import { type DriverRule, expectThat, needsTransport } from './rule.js';
import type { Stage } from './stage.js';

export const streamingRules: readonly DriverRule[] = [
  {
    id: 'frames',
    name: 'frames match their descriptors: stream, rank, channels, dtype, and 1 to chunkSize samples',
    remedy:
      'Emit with `this.emit(streamKey, samples)`, and describe in the descriptor what is really sent: a host refuses the rest.',
    async run(stage) {
      const { recorder } = await stage.stream();
      const dtypes = new Map<string, string>();
      for (const frame of recorder.frames) {
        const descriptor = recorder.streams.find(({ streamKey }) => streamKey === frame.streamKey);
        expectThat(
          descriptor !== undefined,
          `A frame came on the stream "${frame.streamKey}", which no descriptor names.`,
        );
        expectFit(frame, descriptor, dtypes.get(frame.streamId));
        dtypes.set(frame.streamId, frame.data.dtype);
      }
    },
  },
  {
    id: 'order',
    name: 'seq and timestamps of a stream increase, also from one start to the next',
    remedy:
      'Leave both to `this.emit`. A driver that makes frames itself counts on after stopStreaming(), and never steps back.',
    async run(stage) {
      const subject = await stage.stream();
      await stage.stop(subject);
      await stage.advance(500);
      await stage.start(subject);
      await stage.advance(stage.streamForMs);
      await stage.stop(subject);
      const last = new Map<string, RecordedFrame>();
      for (const frame of subject.recorder.frames) {
        const before = last.get(frame.streamId);
        last.set(frame.streamId, frame);
        if (before === undefined) continue;
        expectThat(
          frame.seq === undefined || before.seq === undefined || frame.seq > before.seq,
          `On ${frame.streamId}, seq ${frame.seq} came after ${before.seq}.`,
        );
        expectThat(
          frame.timestampNs > before.timestampNs,
          `On ${frame.streamId}, the time ${frame.timestampNs} came after ${before.timestampNs}.`,
        );
      }
    },
  },
  {
    id: 'host-time',
    name: 'timestamps are of the host clock',
    remedy:
      "Use `this.clock.nowNs()`, or the arrival time of the transport, never Date or performance; the device's own clock goes into deviceTimeNs.",
    async run(stage) {
      const { recorder } = await stage.stream();
      for (const { streamId, timestampNs, emittedNs } of recorder.frames) {
        const behindMs = Number(emittedNs - timestampNs) / 1e6;
        expectThat(
          behindMs >= -1_000 && behindMs <= 60_000,
          `A frame of ${streamId} was emitted at ${emittedNs} on the host clock, but is stamped ${timestampNs}.`,
        );
      }
    },
  },
  {
    id: 'twice',
    name: 'startStreaming() while streaming and stopStreaming() while not do nothing',
    remedy: 'Remember whether it streams: the second start returns at once, and so does the second stop.',
    async run(stage) {
      const once = await stage.stream();
      await stage.stop(once);
      const expected = once.recorder.frames.length;
      await stage.disconnect(once);
      const twice = await stage.connect();
      await stage.stop(twice);
      await stage.start(twice);
      await stage.start(twice);
      await stage.advance(stage.streamForMs);
      await stage.stop(twice);
      await stage.stop(twice);
      const { length } = twice.recorder.frames;
      expectThat(
        length < expected * 1.5 + 1,
        `${length} frames came where startStreaming() was called twice, ${expected} where it was called once.`,
      );
      await stage.expectQuiet(twice, 'the second stopStreaming() had returned');
    },
  },
  {
    id: 'stop',
    name: 'no frame comes after stopStreaming() has returned, and streaming can begin again',
    remedy:
      'Tell the device to stop, clear the timers, and drop what still arrives, before stopStreaming() returns.',
    async run(stage) {
      const subject = await stage.stream();
      await stage.stop(subject);
      await stage.expectQuiet(subject, 'stopStreaming() had returned');
      const before = subject.recorder.frames.length;
      await stage.start(subject);
      await stage.advance(stage.streamForMs);
      expectThat(subject.recorder.frames.length > before, 'No frame came after the second startStreaming().');
    },
  },
  {
    id: 'tail',
    name: 'samples that fill no whole chunk are emitted before streaming stops',
    remedy:
      'In stopStreaming(), emit what has been collected for the next frame: frames of 1 to chunkSize samples are accepted. Where ' +
      "the device itself sends whole chunks, say so: `except: { tail: 'the device sends packets of 10' }`.",
    async run(stage) {
      const subject = await stage.connect();
      const chunked = subject.recorder.streams.filter(
        ({ chunkSize, nominalSampleRateHz }) => chunkSize > 1 && nominalSampleRateHz !== 'irregular',
      );
      for (const { streamKey, chunkSize, nominalSampleRateHz } of chunked) {
        const chunkMs = (chunkSize / Number(nominalSampleRateHz)) * 1_000;
        for (const part of [0.13, 0.38, 0.63, 0.88]) {
          await stage.start(subject);
          await stage.advance(stage.streamForMs + part * chunkMs);
          await stage.stop(subject);
        }
        const frames = subject.recorder.framesOf(streamKey);
        expectThat(
          frames.length === 0 || frames.some((frame) => sampleCount(frame) < chunkSize),
          `Streaming "${streamKey}" was stopped in the middle of a chunk four times, but every frame had all ${chunkSize} samples.`,
        );
      }
    },
  },
  {
    id: 'borrowed-bytes',
    name: 'bytes that a transport hands over are used during the call only',
    remedy: 'Copy what is kept for later: `bytes.slice()`. The transport reads into the same memory again.',
    skip: needsTransport,
    async run(stage) {
      const kept = await valuesWith(stage, false);
      const overwritten = await valuesWith(stage, true);
      expectThat(
        kept === overwritten,
        'The driver emitted other values when the transport overwrote its buffer after each call.',
      );
    },
  },
];

/** What a new driver emits, when bytes are overwritten or not. */
async function valuesWith(stage: Stage, overwritesBytes: boolean): Promise<string> {
  const subject = await stage.load();
  if (subject.transport !== undefined) subject.transport.overwritesBytes = overwritesBytes;
  await stage.stream(subject);
  const values = subject.recorder.frames.map(({ streamKey, data }) => [
    streamKey,
    ...Array.from(data.values, String),
  ]);
  await stage.disconnect(subject);
  return values.join('\n');
}

/** A frame is what its descriptor says. */
function expectFit(
  { data, streamId, deviceId }: RecordedFrame,
  descriptor: StreamDescriptor,
  dtypeBefore?: string,
) {
  const { payloadType, channelNames, chunkSize, dtype = dtypeBefore } = descriptor;
  const seen = `A frame of ${streamId} has the shape [${data.shape.join(', ')}]`;
  const { axes } = payloadLayouts[payloadType];
  expectThat(
    deviceId === descriptor.deviceId,
    `A frame came of the device "${deviceId}", not "${descriptor.deviceId}".`,
  );
  expectThat(
    data.shape.length === axes.length,
    `${seen}, but the axes of a ${payloadType} are [${axes.join(', ')}].`,
  );
  expectThat(
    channelNames.length === 0 || data.shape[0] === channelNames.length,
    `${seen}, but the descriptor names ${channelNames.length} channels.`,
  );
  const count = sampleCount({ data });
  expectThat(count >= 1 && count <= chunkSize, `${seen}: ${count} samples, where chunkSize is ${chunkSize}.`);
  expectThat(
    dtypeOf(data.values) === data.dtype && (dtype === undefined || data.dtype === dtype),
    `A frame of ${streamId} is ${data.dtype}, not ${dtype ?? 'what its values are'}.`,
  );
  const size = data.shape.reduce((product, length) => product * length, 1);
  expectThat(data.values.length === size, `${seen} and ${data.values.length} values.`);
}
