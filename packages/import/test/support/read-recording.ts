import { openRecording, type RecordingEvent, type RecordingInfo } from '@modlink/recording';

export interface ReadStream {
  readonly channels: number;
  /** Of each sample. */
  readonly times: bigint[];
  /** Of the first sample of each frame. */
  readonly deviceTimes: (bigint | undefined)[];
  /** By channel. */
  readonly values: (number | bigint)[][];
  readonly lost: number[];
}

/** Everything in a recording, sample by sample. */
export async function readRecording(path: string): Promise<{
  readonly info: RecordingInfo;
  readonly streams: ReadonlyMap<string, ReadStream>;
  readonly events: RecordingEvent[];
}> {
  await using recording = await openRecording(path);
  const streams = new Map<string, ReadStream>();
  for await (const { streamId, view } of recording.frames()) {
    const [channels = 0, samples = 0] = view.data.shape;
    const rate = recording.info.streams.find((each) => each.streamId === streamId)!.descriptor
      .nominalSampleRateHz;
    const stream = streams.get(streamId) ?? {
      channels,
      times: [],
      deviceTimes: [],
      values: Array.from({ length: channels }, () => []),
      lost: [],
    };
    streams.set(streamId, stream);
    stream.deviceTimes.push(view.deviceTimeNs);
    stream.lost.push(view.lost);
    for (let sample = 0; sample < samples; sample++) {
      const step = rate === 'irregular' ? 0 : Math.round((sample * 1e9) / rate);
      stream.times.push(view.timestampNs + BigInt(step));
      for (let channel = 0; channel < channels; channel++)
        stream.values[channel]!.push(view.data.values[channel * samples + sample]!);
    }
  }
  const events: RecordingEvent[] = [];
  for await (const event of recording.events()) events.push(event);
  return { info: recording.info, streams, events };
}
