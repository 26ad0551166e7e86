import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  type EventEdit,
  type Host,
  openRecording,
  type RecordingEvent,
  type RecordingGlance,
  type UnreadableRecording,
} from '@modlink/host';
import {
  editableEventTypes,
  type RouteResponse,
  type WireEventEdit,
  type WireListedEvent,
  type WireStoredRecording,
} from '@modlink/protocol';
import { ServerError } from '../server-error.js';
import { wireDescriptor, wireLabels, wireStatistics } from '../wire.js';
import type { Handlers } from './handler.js';
import { wireDriver } from './recorded-driver.js';
import { storedIdOf } from './stored-id.js';

type StoredRoutes =
  | 'listRecordings'
  | 'getRecording'
  | 'deleteRecording'
  | 'editRecording'
  | 'editRecordingEvents'
  | 'repairRecording'
  | 'verifyRecording'
  | 'downloadRecording';

/** The recordings in the host's folder, by ids that are no paths. */
export class StoredRecordings {
  readonly #host: Host;
  readonly #onChange: () => void;

  constructor(host: Host, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
  }

  get handlers(): Pick<Handlers, StoredRoutes> {
    const { recordings } = this.#host;
    return {
      listRecordings: async ({ query: { text, driverId, driver, fromNs, toNs, limit = 200 } }) => {
        const list = await recordings.list({
          text,
          driverId,
          driver,
          since: dateOf(fromNs),
          until: dateOf(toNs),
        });
        const isFiltered = [text, driverId, driver, fromNs, toNs].some((each) => each !== undefined);
        const listed = [
          ...list.recordings.map((glance) => this.#wire(glance)),
          // What cannot be read has nothing that a filter could look at.
          ...(isFiltered ? [] : await Promise.all(list.unreadable.map((each) => this.#wireUnreadable(each)))),
        ];
        return { recordings: listed.slice(0, limit), total: listed.length };
      },
      getRecording: async ({ params }) => this.#details(await this.pathOf(params.recordingId)),
      deleteRecording: async ({ params }) => {
        await recordings.delete(await this.pathOf(params.recordingId));
        this.#onChange();
        return undefined;
      },
      editRecording: async ({ params, body: { revision, ...labels } }) => {
        const path = await this.pathOf(params.recordingId);
        await recordings.editLabels(path, labels, { revision });
        this.#onChange();
        return this.#details(path);
      },
      editRecordingEvents: async ({ params, body: { revision, edits } }) => {
        const path = await this.pathOf(params.recordingId);
        await recordings.editEvents(path, edits.map(eventEditOf), { revision, types: editableEventTypes });
        this.#onChange();
        return this.#details(path);
      },
      repairRecording: async ({ params, body: { force }, signal }) => {
        const { path, parts = [] } = await this.#find(params.recordingId);
        const cutOff = parts.filter(({ complete }) => !complete).map((part) => part.path);
        for (const each of cutOff.length > 0 ? cutOff : [path])
          await recordings.repair(each, { force, signal });
        this.#onChange();
        await using recording = await openRecording(path);
        return this.#wire(recording.info);
      },
      verifyRecording: async ({ params, signal }) => {
        const {
          path: _,
          streams: __,
          findings,
          ...report
        } = await recordings.verify(await this.pathOf(params.recordingId), { signal });
        return {
          ...report,
          findings: findings.map(({ severity, code, message, streamId, file }) => ({
            severity,
            code,
            message,
            ...(streamId !== undefined && { streamId }),
            ...(file !== undefined && { file }),
          })),
        };
      },
      downloadRecording: async ({ params, query: { part } }) => {
        const found = await this.#find(params.recordingId);
        const path = part === undefined ? found.path : partOf(found, part);
        return { path, fileName: basename(path) };
      },
    };
  }

  /** @throws {ServerError} `UNKNOWN_RECORDING` */
  async pathOf(recordingId: string): Promise<string> {
    return (await this.#find(recordingId)).path;
  }

  /** @throws {ServerError} `UNKNOWN_RECORDING` */
  async #find(recordingId: string): Promise<Pick<RecordingGlance, 'path' | 'parts'>> {
    const { recordings, unreadable } = await this.#host.recordings.list();
    const found = [...recordings, ...unreadable].find(({ path }) => this.#idOf(path) === recordingId);
    if (found !== undefined) return found;
    throw new ServerError(
      'UNKNOWN_RECORDING',
      `There is no recording "${recordingId}". It may have been moved or deleted.`,
    );
  }

  async #details(path: string): Promise<RouteResponse<'getRecording'>> {
    await using recording = await openRecording(path);
    const { info } = recording;
    const events: WireListedEvent[] = [];
    for await (const { eventId, event } of recording.listEvents())
      events.push({ eventId, ...wireEvent(event) });
    return {
      ...this.#wire(info),
      hostVersion: info.hostVersion,
      metadata: info.metadata,
      ...(info.firstNs !== undefined && { firstNs: String(info.firstNs) }),
      ...(info.lastNs !== undefined && { lastNs: String(info.lastNs) }),
      provenance: info.drivers.map((driver) => wireDriver(driver, this.#host)),
      streams: info.streams.map(({ streamId, descriptor, driverId, frames, statistics }) => ({
        streamId,
        descriptor: wireDescriptor(descriptor),
        driverId,
        frames,
        ...(statistics !== undefined && { statistics: wireStatistics(statistics) }),
      })),
      events,
    };
  }

  #wire(info: RecordingGlance): WireStoredRecording {
    const {
      path,
      parts,
      missingParts,
      editRevision,
      editsProblem,
      startedNs,
      durationMs,
      sizeBytes,
      complete,
      problem,
    } = info;
    return {
      recordingId: this.#idOf(path),
      ...wireLabels(info),
      ...(parts !== undefined && {
        parts: parts.map(({ part, path: file, ...facts }) => ({ part, fileName: basename(file), ...facts })),
      }),
      ...(missingParts !== undefined && { missingParts: [...missingParts] }),
      editRevision,
      ...(editsProblem !== undefined && { editsProblem }),
      path,
      sizeBytes,
      startedNs: String(startedNs),
      durationMs,
      complete,
      ...(problem !== undefined && { problem }),
      isRunning: this.#host.recordings.isRunning(path),
      streamIds: [...new Set(info.streams.map(({ streamId }) => streamId))],
      drivers: info.drivers.map(({ driverId, package: name, version }) => {
        const blocked = name && version && this.#host.drivers.blockedReason(name, version);
        return {
          driverId,
          ...(name !== undefined && { package: name }),
          ...(version !== undefined && { version }),
          ...(blocked && { blocked }),
        };
      }),
    };
  }

  async #wireUnreadable({ path, message }: UnreadableRecording): Promise<WireStoredRecording> {
    // One may go while it is looked at.
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    return {
      recordingId: this.#idOf(path),
      name: basename(path, '.mcap'),
      editRevision: 0,
      path,
      sizeBytes: size,
      durationMs: 0,
      complete: false,
      problem: message,
      isRunning: this.#host.recordings.isRunning(path),
      streamIds: [],
      drivers: [],
    };
  }

  #idOf(path: string): string {
    return storedIdOf(this.#host.recordings.folder, path);
  }
}

/** @throws {ServerError} `UNKNOWN_RECORDING` */
function partOf({ path, parts }: Pick<RecordingGlance, 'path' | 'parts'>, part: number): string {
  const files = parts ?? [{ part: 1, path }];
  const found = files.find((each) => each.part === part);
  if (found !== undefined) return found.path;
  const there = files.map((each) => each.part).join(', ');
  throw new ServerError('UNKNOWN_RECORDING', `The recording has no part ${part}; it has: ${there}.`);
}

const dateOf = (ns: string | undefined): Date | undefined =>
  ns === undefined ? undefined : new Date(Number(BigInt(ns) / 1_000_000n));

function wireEvent(event: RecordingEvent): Omit<WireListedEvent, 'eventId'> {
  const { type, timestampNs, label, deviceId, streamId, data } = event;
  return {
    type,
    timestampNs: String(timestampNs),
    ...(label !== undefined && { label }),
    ...(deviceId !== undefined && { deviceId }),
    ...(streamId !== undefined && { streamId }),
    ...(data !== undefined && { data }),
  };
}

/** Times as the host has them. */
function eventEditOf(edit: WireEventEdit): EventEdit {
  if (edit.type === 'remove' || edit.type === 'restore') return edit;
  if (edit.type === 'add')
    return { type: 'add', event: { ...edit.event, timestampNs: BigInt(edit.event.timestampNs) } };
  const { timestampNs, ...change } = edit;
  return { ...change, ...(timestampNs !== undefined && { timestampNs: BigInt(timestampNs) }) };
}
