import { createHash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import {
  type Host,
  openRecording,
  type RecordingEvent,
  type RecordingGlance,
  type UnreadableRecording,
} from '@modlink/host';
import type { RouteResponse, WireStoredRecording } from '@modlink/protocol';
import { ServerError } from '../server-error.js';
import { wireDescriptor, wireStatistics } from '../wire.js';
import type { Handlers } from './handler.js';

type StoredRoutes =
  | 'listRecordings'
  | 'getRecording'
  | 'deleteRecording'
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
      listRecordings: async ({ query: { text, driverId, fromNs, toNs, limit = 200 } }) => {
        const list = await recordings.list({ text, driverId, since: dateOf(fromNs), until: dateOf(toNs) });
        const isFiltered = [text, driverId, fromNs, toNs].some((each) => each !== undefined);
        const listed = [
          ...list.recordings.map((glance) => this.#wire(glance)),
          // What cannot be read has nothing that a filter could look at.
          ...(isFiltered ? [] : await Promise.all(list.unreadable.map((each) => this.#wireUnreadable(each)))),
        ];
        return { recordings: listed.slice(0, limit), total: listed.length };
      },
      getRecording: ({ params }) => this.#details(params.recordingId),
      deleteRecording: async ({ params }) => {
        const path = await this.pathOf(params.recordingId);
        if (this.#isRunning(path)) {
          throw new ServerError('WRONG_STATE', 'The recording is running. Stop it before it is deleted.');
        }
        await rm(path);
        this.#onChange();
        return undefined;
      },
      repairRecording: async ({ params, signal }) => {
        const path = await this.pathOf(params.recordingId);
        await recordings.repair(path, { signal });
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
          findings: findings.map(({ severity, code, message, streamId }) => ({
            severity,
            code,
            message,
            ...(streamId !== undefined && { streamId }),
          })),
        };
      },
      downloadRecording: async ({ params }) => {
        const path = await this.pathOf(params.recordingId);
        return { path, fileName: basename(path) };
      },
    };
  }

  /** @throws {ServerError} `UNKNOWN_RECORDING` */
  async pathOf(recordingId: string): Promise<string> {
    const { recordings, unreadable } = await this.#host.recordings.list();
    const found = [...recordings, ...unreadable].find(({ path }) => this.#idOf(path) === recordingId);
    if (found !== undefined) return found.path;
    throw new ServerError(
      'UNKNOWN_RECORDING',
      `There is no recording "${recordingId}". It may have been moved or deleted.`,
    );
  }

  async #details(recordingId: string): Promise<RouteResponse<'getRecording'>> {
    await using recording = await openRecording(await this.pathOf(recordingId));
    const { info } = recording;
    const events: RouteResponse<'getRecording'>['events'] = [];
    for await (const event of recording.events()) events.push(wireEvent(event));
    return {
      ...this.#wire(info),
      hostVersion: info.hostVersion,
      metadata: info.metadata,
      ...(info.firstNs !== undefined && { firstNs: String(info.firstNs) }),
      ...(info.lastNs !== undefined && { lastNs: String(info.lastNs) }),
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
    const { path, name, session, experiment, startedNs, durationMs, sizeBytes, complete, problem } = info;
    return {
      recordingId: this.#idOf(path),
      name,
      ...(session !== undefined && { session }),
      ...(experiment !== undefined && { experiment }),
      path,
      sizeBytes,
      startedNs: String(startedNs),
      durationMs,
      complete,
      ...(problem !== undefined && { problem }),
      isRunning: this.#isRunning(path),
      streamIds: [...new Set(info.streams.map(({ streamId }) => streamId))],
      drivers: info.drivers.map(({ driverId, version }) => ({
        driverId,
        ...(version !== undefined && { version }),
      })),
    };
  }

  async #wireUnreadable({ path, message }: UnreadableRecording): Promise<WireStoredRecording> {
    // One may go while it is looked at.
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    return {
      recordingId: this.#idOf(path),
      name: basename(path, '.mcap'),
      path,
      sizeBytes: size,
      durationMs: 0,
      complete: false,
      problem: message,
      isRunning: this.#isRunning(path),
      streamIds: [],
      drivers: [],
    };
  }

  /** The same for the same place in the folder. */
  #idOf(path: string): string {
    const place = relative(this.#host.recordings.folder, path).replaceAll('\\', '/');
    return createHash('sha256').update(place).digest('base64url').slice(0, 22);
  }

  #isRunning(path: string): boolean {
    return this.#host.recordings.active().some((recording) => recording.path === path);
  }
}

const dateOf = (ns: string | undefined): Date | undefined =>
  ns === undefined ? undefined : new Date(Number(BigInt(ns) / 1_000_000n));

function wireEvent(event: RecordingEvent): RouteResponse<'getRecording'>['events'][number] {
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
