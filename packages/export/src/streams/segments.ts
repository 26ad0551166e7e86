import type { RecordingEvent } from '@modlink/recording';
import type { ExportJob } from '../export-format.js';

/** For each start of a segment, by the number of its event, when it ended; an end without a start has its own time. */
export async function segmentEnds({ recording }: Pick<ExportJob, 'recording'>): Promise<Map<number, bigint>> {
  const ends = new Map<number, bigint>();
  const open = new Map<string, number>();
  let index = 0;
  for await (const { type, label = '', deviceId = '', timestampNs } of recording.events()) {
    const key = `${deviceId} ${label}`;
    if (type === 'segment-start') open.set(key, index);
    if (type === 'segment-end') {
      const start = open.get(key);
      ends.set(start ?? index, timestampNs);
      open.delete(key);
    }
    index += 1;
  }
  return ends;
}

/** An event of a recording, or a segment from its start to its end. */
export interface TimedEvent {
  readonly event: RecordingEvent;
  /** Of a segment that was ended. */
  readonly durationNs: bigint | undefined;
}

/** The events, with the two of a segment as one. An end without a start, and a start without an end, stand for themselves. */
export async function* timedEvents(
  job: Pick<ExportJob, 'recording'>,
): AsyncGenerator<TimedEvent, void, void> {
  const ends = await segmentEnds(job);
  let index = 0;
  for await (const event of job.recording.events()) {
    const end = ends.get(index++);
    if (event.type === 'segment-end' && end === undefined) continue;
    const isWhole = event.type === 'segment-start' && end !== undefined;
    yield { event, durationNs: isWhole ? end - event.timestampNs : undefined };
  }
}
