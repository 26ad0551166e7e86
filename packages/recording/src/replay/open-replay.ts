import { openRecording } from '../reading/open-recording.js';
import type { RecordingBytes } from '../reading/readable-file.js';
import type { Recording } from '../reading/recording.js';
import { Replay } from './replay.js';
import { invalid } from './replay-checks.js';
import type { ReplayAlignment, ReplayConsumer, ReplayOptions } from './replay-types.js';
import { Track } from './track.js';

/**
 * Opens recordings, finished or not, as one replay that is paused at its beginning.
 *
 * ```ts
 * await using replay = await openReplay(['eeg.mcap'], {
 *   onFrame: ({ stream, view, positionMs }) => console.log(positionMs, stream.streamId, view.data.values),
 * });
 * replay.play();
 * ```
 * @param files - paths, or the bytes of recordings themselves. Files of one recording are one, whichever of them are named.
 * @throws {RecordingError} `REPLAY_INVALID_OPTIONS`, and the errors of `openRecording`.
 */
export async function openReplay(
  files: readonly (string | RecordingBytes)[],
  consumer: ReplayConsumer,
  options: ReplayOptions = {},
): Promise<Replay> {
  const { align = 'clock', openFile } = options;
  if (files.length === 0) throw invalid('A replay is of one recording at least.');
  if (align !== 'clock' && align !== 'start') {
    throw invalid(`Recordings are aligned by "clock" or "start", not ${JSON.stringify(align)}.`);
  }
  const opened = await Promise.allSettled(files.map((file) => openRecording(file, { openFile })));
  const recordings = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  try {
    for (const each of opened) if (each.status === 'rejected') throw each.reason;
    return new Replay(tracksOf(await onceEach(recordings), align), consumer, options);
  } catch (error) {
    await Promise.all(recordings.map((recording) => recording.close()));
    throw error;
  }
}

/** Several files of one recording open it several times. */
async function onceEach(recordings: readonly Recording[]): Promise<readonly Recording[]> {
  const distinct: Recording[] = [];
  for (const recording of recordings) {
    const { series, parts } = recording.info;
    const isThere =
      parts !== undefined &&
      distinct.some(({ info }) => info.parts && info.series?.seriesId === series?.seriesId);
    if (isThere) await recording.close();
    else distinct.push(recording);
  }
  return distinct;
}

function tracksOf(recordings: readonly Recording[], align: ReplayAlignment): Track[] {
  const starts = recordings.map(({ info }) => info.firstNs ?? info.startedNs);
  const [earliest = 0n] = [...starts].sort((a, b) => Number(a - b));
  return recordings.map(
    (recording, index) => new Track(recording, align === 'clock' ? earliest : (starts[index] ?? earliest)),
  );
}
