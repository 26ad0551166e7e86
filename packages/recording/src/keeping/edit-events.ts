import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import type { JsonValue } from '@modlink/sdk';
import { RecordingError } from '../errors.js';
import { encodeEvent, type RecordingEvent } from '../format/recording-event.js';
import { type ListedEvent, openRecording } from '../reading/recording.js';
import { type AddedEvent, type EventEdits, editsSuffix, eventEditsText, inTime } from './event-edits.js';

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

/**
 * Adds, changes and removes markers and events of a recording, in a file beside it; the recording is not touched. All of the
 * edits take effect, or none. It reads the events of the recording once.
 * @returns the events as they are then.
 * @throws {RecordingError} `EDIT_UNKNOWN_EVENT`, `EDIT_FAILED`, `RECORDING_INVALID_EVENT`, and the errors of `openRecording`.
 */
export async function editEvents(path: string, edits: readonly EventEdit[]): Promise<readonly ListedEvent[]> {
  await using recording = await openRecording(path);
  const { editsProblem } = recording.info;
  if (editsProblem !== undefined) {
    throw new RecordingError(
      'EDIT_FAILED',
      `The edits of ${path} cannot be read (${editsProblem}), and are not written over. Move ${path}${editsSuffix} away.`,
      { subject: { path: path + editsSuffix } },
    );
  }
  const listed = new Map<string, RecordingEvent>();
  for await (const { eventId, event } of recording.listEvents()) listed.set(eventId, event);
  let changed = recording.edits;
  for (const edit of edits) changed = edited(changed, edit, listed, path);
  await write(path, eventEditsText(changed, recording.info));
  await using again = await openRecording(path);
  const result: ListedEvent[] = [];
  for await (const event of again.listEvents()) result.push(event);
  return result;
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

async function write(path: string, text: string): Promise<void> {
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
