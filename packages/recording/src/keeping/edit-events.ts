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
import { type EditLock, editsNotWritten, lockEdits } from './edit-lock.js';
import {
  type AddedEvent,
  type EventEdits,
  editsSuffix,
  eventEditsText,
  inTime,
  type LabelEdits,
  mostWithdrawn,
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
  | { readonly type: 'remove'; readonly eventId: string }
  /** Takes back that an event was removed, or that a change gave it another id: it is there again with all that it had. */
  | { readonly type: 'restore'; readonly eventId: string };

/** What an editor knows and may do. */
export interface EditOptions {
  /** The `editRevision` that the edits were made for. Whatever is there now is edited when absent. */
  readonly revision?: number | undefined;
  /** Only events of these types are added, changed and removed; of all types when absent. */
  readonly types?: readonly RecordingEventType[] | undefined;
}

/**
 * Adds, changes, removes and restores markers and events of a recording, in a file beside it; the recording is not touched. All
 * of the edits take effect, or none. It reads the events of the recording once. Edits of several processes are made one after
 * the other.
 * @returns the events as they are then.
 * @throws {RecordingError} `EDIT_UNKNOWN_EVENT`, `EDIT_CONFLICT`, `EDIT_FAILED`, `RECORDING_INVALID_EVENT`, and the errors of
 * `openRecording`.
 */
export async function editEvents(
  path: string,
  edits: readonly EventEdit[],
  { revision, types = recordingEventTypes }: EditOptions = {},
): Promise<readonly ListedEvent[]> {
  return editing(path, revision, async (recording, lock) => {
    const events = await eventsOf(recording);
    let changed = recording.edits;
    for (const edit of edits) {
      requireType(edit.type === 'add' ? edit.event : eventOf(edit, events), types);
      changed = edited(changed, edit, events, path);
    }
    await write(recording, changed, lock);
    const result: ListedEvent[] = [];
    for await (const event of (await recording.withCurrentEdits()).listEvents()) result.push(event);
    return result;
  });
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
  await editing(path, revision, async (recording, lock) => {
    const { edits } = recording;
    await write(recording, { ...edits, labels: { ...edits.labels, ...labels } }, lock);
  });
}

/** Does something with a recording and its edits, which nobody else changes meanwhile. */
async function editing<Result>(
  path: string,
  revision: number | undefined,
  edit: (recording: Recording, lock: EditLock) => Promise<Result>,
): Promise<Result> {
  // What takes long, with a recording that was not finished, is done before others have to wait.
  await using opened = await openRecording(path);
  await using lock = await lockEdits(opened.info.path);
  const recording = await opened.withCurrentEdits();
  requireEditable(recording, revision);
  return await edit(recording, lock);
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

/** The events of a recording by their ids, while it is edited. */
interface EditedEvents {
  readonly listed: Map<string, RecordingEvent>;
  /** Those that can be restored. */
  readonly gone: Map<string, RecordingEvent>;
}

async function eventsOf(recording: Recording): Promise<EditedEvents> {
  const { removed, added, withdrawn } = recording.edits;
  const listed = new Map<string, RecordingEvent>();
  const gone = new Map<string, RecordingEvent>();
  for await (const { eventId, event, sequence } of recording.recordedEvents())
    (removed.has(sequence) ? gone : listed).set(eventId, event);
  for (const { eventId, event } of added) listed.set(eventId, event);
  for (const { eventId, event } of withdrawn) gone.set(eventId, event);
  return { listed, gone };
}

const eventOf = (
  { type, eventId }: Exclude<EventEdit, { type: 'add' }>,
  { listed, gone }: EditedEvents,
): RecordingEvent | undefined => (type === 'restore' ? gone : listed).get(eventId);

function edited(edits: EventEdits, edit: EventEdit, events: EditedEvents, path: string): EventEdits {
  if (edit.type === 'add') return adding(edits, edit.event, events);
  const { eventId } = edit;
  const event = eventOf(edit, events);
  if (event === undefined) throw unknownEvent(edit, path);
  if (edit.type === 'restore') return restoring(edits, { eventId, event }, events);
  const without = removing(edits, { eventId, event }, events);
  if (edit.type === 'remove') return without;
  const { label = event.label, timestampNs = event.timestampNs, data = event.data } = edit;
  return adding(without, { ...event, label, timestampNs, data }, events);
}

function unknownEvent({ type, eventId }: Exclude<EventEdit, { type: 'add' }>, path: string): RecordingError {
  const what =
    type === 'restore'
      ? `no event ${JSON.stringify(eventId)} that was removed`
      : `no event ${JSON.stringify(eventId)}`;
  return new RecordingError('EDIT_UNKNOWN_EVENT', `The recording ${path} has ${what}.`, {
    subject: { path },
  });
}

const isAdded = (eventId: string): boolean => eventId.startsWith('a');
const sequenceOf = (eventId: string): number => Number(eventId.slice(1));
const withoutId = (events: readonly AddedEvent[], eventId: string): readonly AddedEvent[] =>
  events.filter((each) => each.eventId !== eventId);

function removing(edits: EventEdits, found: AddedEvent, { listed, gone }: EditedEvents): EventEdits {
  const { eventId, event } = found;
  listed.delete(eventId);
  gone.set(eventId, event);
  if (!isAdded(eventId)) return { ...edits, removed: new Set([...edits.removed, sequenceOf(eventId)]) };
  return {
    ...edits,
    added: withoutId(edits.added, eventId),
    withdrawn: [...edits.withdrawn, found].slice(-mostWithdrawn),
  };
}

function restoring(edits: EventEdits, found: AddedEvent, { listed, gone }: EditedEvents): EventEdits {
  const { eventId, event } = found;
  gone.delete(eventId);
  listed.set(eventId, event);
  if (isAdded(eventId)) {
    return {
      ...edits,
      added: inTime([...edits.added, found]),
      withdrawn: withoutId(edits.withdrawn, eventId),
    };
  }
  const removed = new Set(edits.removed);
  removed.delete(sequenceOf(eventId));
  return { ...edits, removed };
}

function adding(edits: EventEdits, event: RecordingEvent, { listed }: EditedEvents): EventEdits {
  // Whatever cannot be recorded cannot be added.
  encodeEvent(event);
  const added: AddedEvent = { eventId: `a${edits.nextNumber}`, event };
  listed.set(added.eventId, event);
  return { ...edits, added: inTime([...edits.added, added]), nextNumber: edits.nextNumber + 1 };
}

async function write(
  { info: { path }, recorded, edits: before }: Recording,
  edits: EventEdits,
  lock: EditLock,
): Promise<void> {
  const text = eventEditsText({ ...edits, revision: before.revision + 1 }, recorded);
  const temporary = `${path}${editsSuffix}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text, { flush: true });
    lock.requireHeld();
    await rename(temporary, path + editsSuffix);
  } catch (cause) {
    await rm(temporary, { force: true });
    if (cause instanceof RecordingError) throw cause;
    throw editsNotWritten(path, cause as Error);
  }
}
