import { openRecording } from '@modlink/host';

/** Every sample of one signal in a recording, channel by channel, in the order of the file. */
export async function recordedSignal(
  path: string,
  streamKey: string,
): Promise<{ channels: number[][]; lost: number }> {
  await using recording = await openRecording(path);
  const channels: number[][] = [];
  let lost = 0;
  for await (const { streamId, view } of recording.frames()) {
    if (!streamId.endsWith(`:${streamKey}`)) continue;
    const { shape, values } = view.data;
    const [count = 0, samples = 0] = shape;
    lost += view.lost;
    for (let channel = 0; channel < count; channel++) {
      channels[channel] ??= [];
      for (let sample = 0; sample < samples; sample++)
        channels[channel]?.push(Number(values[channel * samples + sample]));
    }
  }
  return { channels, lost };
}

/** Counts of the board's converter at gain 24, as the data's README defines them. */
export const countOf = (microvolt: number): number =>
  Math.round(microvolt / ((4.5 / 24 / (2 ** 23 - 1)) * 1e6));
