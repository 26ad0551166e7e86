import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { JsonValue } from '@modlink/sdk';
import { RecordingError } from '../errors.js';
import {
  encodeEvent,
  type RecordingEvent,
  type RecordingEventType,
  recordingEventTypes,
} from '../format/recording-event.js';
import { openRecording } from '../reading/open-recording.js';
import type { ListedEvent, Recording } from '../reading/recording.js';
import {
  type AddedEvent,
  type EventEdits,
  editsSuffix,
  eventEditsText,
  inTime,
  type LabelEdits,
} from './event-edits.js';

/** One change. `eventId` is that of {@link ListedEvent}. */
export type EventEdit =
  | { readonly type: 'add'; readonly event: RecordingEvent }
  | {
      readonly type: 'change';
      readonly eventId: string;
      readonly label?: string | undefined;
      readonly timestampNs?: bigint | undefined;
      readonly data?: JsonValue | undefined;
    }
  | { readonly type: 'remove'; readonly eventId: string };

/** What an editor knows and may do. */
export interface EditOptions {
  /** The `editRevision` that the edits were made for. Whatever is there now is edited when absent. */
  readonly revision?: number | undefined;
  /** Only events of these types are added, changed and removed; of all types when absent. */
  readonly types?: readonly RecordingEventType[] | undefined;
}

/**
 * Adds, changes and removes markers and events of a recording, in a file beside it; the recording is not touched. All of the
 * edits take effect, or none. It reads the events of the recording once.
 * @returns the events as they are then.
 * @throws {RecordingError} `EDIT_UNKNOWN_EVENT`, `EDIT_CONFLICT`, `EDIT_FAILED`, `RECORDING_INVALID_EVENT`, and the errors of
 * `openRecording`.
 */
export async function editEvents(
  path: string,
  edits: readonly EventEdit[],
  { revision, types = recordingEventTypes }: EditOptions = {},
): Promise<readonly ListedEvent[]> {
  await using recording = await openRecording(path);
  requireEditable(recording, revision);
  const listed = new Map<string, RecordingEvent>();
  for await (const { eventId, event } of recording.listEvents()) listed.set(eventId, event);
  let changed = recording.edits;
  for (const edit of edits) {
    requireType(edit.type === 'add' ? edit.event : listed.get(edit.eventId), types);
    changed = edited(changed, edit, listed, path);
  }
  await write(recording, changed);
  await using again = await openRecording(path);
  const result: ListedEvent[] = [];
  for await (const event of again.listEvents()) result.push(event);
  return result;
}

/**
 * Changes what a recording is called, in a file beside it; the recording is not touched. What `labels` leaves out stays as it is;
 * `null` takes a label away.
 * @throws {RecordingError} `EDIT_INVALID_LABEL`, `EDIT_CONFLICT`, `EDIT_FAILED`, and the errors of `openRecording`.
 */
export async function editLabels(
  path: string,
  labels: LabelEdits,
  { revision }: Pick<EditOptions, 'revision'> = {},
): Promise<void> {
  for (const [key, label] of Object.entries(labels)) checkLabel(key, label);
  await using recording = await openRecording(path);
  requireEditable(recording, revision);
  const { edits } = recording;
  await write(recording, { ...edits, labels: { ...edits.labels, ...labels } });
}

/** @throws {RecordingError} `EDIT_FAILED`, `EDIT_CONFLICT` */
function requireEditable({ info, edits }: Recording, revision: number | undefined): void {
  const { path, editsProblem } = info;
  if (editsProblem !== undefined) {
    throw new RecordingError(
      'EDIT_FAILED',
      `The edits of ${path} cannot be read (${editsProblem}), and are not written over. Move ${path}${editsSuffix} away.`,
      { subject: { path: path + editsSuffix } },
    );
  }
  if (revision === undefined || revision === edits.revision) return;
  throw new RecordingError(
    'EDIT_CONFLICT',
    `The recording ${path} was edited meanwhile: it is at revision ${edits.revision}, and the edits are for ${revision}. Look at it as it is now, and edit that.`,
    { subject: { path } },
  );
}

function requireType(event: RecordingEvent | undefined, types: readonly RecordingEventType[]): void {
  if (event === undefined || types.includes(event.type)) return;
  throw new RecordingError(
    'RECORDING_INVALID_EVENT',
    `An event of the type ${event.type} is not edited; those of these types are: ${types.join(', ')}.`,
  );
}

const longestLabel = 200;
const longestNotes = 20_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const controlCharacters = /[\u0000-\u001f\u007f]/;

function checkLabel(key: string, label: string | null | undefined): void {
  if (label === undefined || (label === null && key !== 'name')) return;
  const isNotes = key === 'notes';
  const longest = isNotes ? longestNotes : longestLabel;
  const isText = typeof label === 'string' && label.trim() !== '' && label.length <= longest;
  if (isText && (isNotes || !controlCharacters.test(label))) return;
  throw new RecordingError(
    'EDIT_INVALID_LABEL',
    `The ${key} ${JSON.stringify(label)} of a recording is not valid: it is a text of 1 to ${longest} characters${isNotes ? '' : ' without line breaks'}.`,
  );
}

function edited(
  edits: EventEdits,
  edit: EventEdit,
  listed: Map<string, RecordingEvent>,
  path: string,
): EventEdits {
  if (edit.type === 'add') return adding(edits, edit.event, listed);
  const before = listed.get(edit.eventId);
  if (before === undefined) {
    throw new RecordingError(
      'EDIT_UNKNOWN_EVENT',
      `The recording ${path} has no event ${JSON.stringify(edit.eventId)}.`,
      {
        subject: { path },
      },
    );
  }
  listed.delete(edit.eventId);
  const without: EventEdits = edit.eventId.startsWith('a')
    ? { ...edits, added: edits.added.filter(({ eventId }) => eventId !== edit.eventId) }
    : { ...edits, removed: new Set([...edits.removed, Number(edit.eventId.slice(1))]) };
  if (edit.type === 'remove') return without;
  const { label = before.label, timestampNs = before.timestampNs, data = before.data } = edit;
  return adding(without, { ...before, label, timestampNs, data }, listed);
}

function adding(edits: EventEdits, event: RecordingEvent, listed: Map<string, RecordingEvent>): EventEdits {
  // Whatever cannot be recorded cannot be added.
  encodeEvent(event);
  const added: AddedEvent = { eventId: `a${edits.nextNumber}`, event };
  listed.set(added.eventId, event);
  return { ...edits, added: inTime([...edits.added, added]), nextNumber: edits.nextNumber + 1 };
}

async function write(
  { info: { path }, recorded, edits: before }: Recording,
  edits: EventEdits,
): Promise<void> {
  const text = eventEditsText({ ...edits, revision: before.revision + 1 }, recorded);
  const temporary = `${path}${editsSuffix}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text, { flush: true });
    await rename(temporary, path + editsSuffix);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new RecordingError(
      'EDIT_FAILED',
      `The edits of ${path} cannot be written beside it (${(cause as Error).message}). Give this user permission to write there, or make room.`,
      { cause, subject: { path: path + editsSuffix } },
    );
  }
}
