/**
 * Changes of a recording's labels, markers and events, in a file beside it: `rest.mcap.edits.json` for `rest.mcap`. The recording
 * is never rewritten: a label of it has another one in its place, an event of it is left out, or has another one in its place, and
 * events are added.
 */
import { z } from 'zod';
import { type RecordingEvent, recordingEventTypes } from '../format/recording-event.js';
import type { RecordingIdentity } from '../format/recording-metadata.js';
import type { RecordingBytes } from '../reading/readable-file.js';

/** What is put to a recording's file name for the file of its edits. */
export const editsSuffix = '.edits.json';

const labelKeys = ['name', 'session', 'experiment', 'subject', 'notes'] as const;

/** What people call a recording. */
export type RecordingLabels = Pick<RecordingIdentity, (typeof labelKeys)[number]>;

/** An event that is not in the recording itself. */
export interface AddedEvent {
  /** `a1`, `a2` ... */
  readonly eventId: string;
  readonly event: RecordingEvent;
}

/** What a recording is called now, where that is not what it was recorded as; `null`: nothing any more. */
export interface LabelEdits {
  readonly name?: string | undefined;
  readonly session?: string | null | undefined;
  readonly experiment?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly notes?: string | null | undefined;
}

export interface EventEdits {
  /** How many times the recording was edited: it tells an editor whether somebody else was faster. */
  readonly revision: number;
  readonly labels: LabelEdits;
  /** Sequence numbers of events in the recording that do not count. */
  readonly removed: ReadonlySet<number>;
  /** In the order of their times. */
  readonly added: readonly AddedEvent[];
  /** Those that were added and do not count any more, in the order in which they went: they can be restored. */
  readonly withdrawn: readonly AddedEvent[];
  /** The number of the next event that is added. */
  readonly nextNumber: number;
}

export const noEdits: EventEdits = {
  revision: 0,
  labels: {},
  removed: new Set(),
  added: [],
  withdrawn: [],
  nextNumber: 1,
};

/** More of these are not kept: the file stays small, however long somebody edits. */
export const mostWithdrawn = 10_000;

const nanoseconds = z
  .string()
  .regex(/^-?\d+$/)
  .transform((text) => BigInt(text));
const optionalText = z.string().optional();
const replacedText = z.string().nullable().optional();

const addedEvents = z.array(
  z.object({
    eventId: z.string().regex(/^a\d+$/),
    event: z.object({
      type: z.enum(recordingEventTypes),
      timestampNs: nanoseconds,
      label: optionalText,
      deviceId: optionalText,
      streamId: optionalText,
      data: z.json().optional(),
    }),
  }),
);

const editsFile = z.object({
  format: z.literal('modlink-recording-edits'),
  version: z.literal(1),
  /** Of which recording they are: another one may have come under its name. */
  recording: z.object({ name: z.string(), startedNs: nanoseconds }),
  revision: z.int().nonnegative().default(0),
  labels: z
    .object({
      name: optionalText,
      session: replacedText,
      experiment: replacedText,
      subject: replacedText,
      notes: replacedText,
    })
    .default({}),
  removed: z.array(z.int().nonnegative()),
  added: addedEvents,
  withdrawn: addedEvents.default([]),
  nextNumber: z.int().positive(),
});

/**
 * The edits of a recording; none where there is no file of them.
 * @throws what is wrong with the file, as an error of `JSON.parse` or `zod`, or in words.
 */
export async function readEventEdits(
  file: RecordingBytes,
  { name, startedNs }: Pick<RecordingIdentity, 'name' | 'startedNs'>,
): Promise<EventEdits> {
  const text = await file.readBeside?.(editsSuffix);
  if (text === undefined) return noEdits;
  const { recording, removed, added, ...others } = editsFile.parse(JSON.parse(text));
  if (recording.name !== name || recording.startedNs !== startedNs) {
    throw new Error(`they are of another recording, ${JSON.stringify(recording.name)}`);
  }
  return { ...others, removed: new Set(removed), added: inTime(added) };
}

/** What a recording is called after its edits. */
export function withLabelEdits<Labels extends RecordingLabels>(recorded: Labels, edits: LabelEdits): Labels {
  const labels: Labels = { ...recorded };
  for (const key of labelKeys) {
    const label = edits[key];
    if (label === null) delete labels[key];
    else if (label !== undefined) Object.assign(labels, { [key]: label });
  }
  return labels;
}

/** The edits as the text of their file. */
export function eventEditsText(
  { revision, labels, removed, added, withdrawn, nextNumber }: EventEdits,
  { name, startedNs }: Pick<RecordingIdentity, 'name' | 'startedNs'>,
): string {
  const content = {
    format: 'modlink-recording-edits',
    version: 1,
    recording: { name, startedNs },
    revision,
    labels,
    removed: [...removed].sort((a, b) => a - b),
    added,
    withdrawn,
    nextNumber,
  };
  return `${JSON.stringify(content, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`;
}

export function inTime(added: readonly AddedEvent[]): readonly AddedEvent[] {
  return [...added].sort((a, b) => Number(a.event.timestampNs - b.event.timestampNs));
}
