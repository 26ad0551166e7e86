import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Host } from '@modlink/host';
import type { RouteResponse, WireStoredRecording } from '@modlink/protocol';
import {
  glanceAtRecording,
  openRecording,
  type RecordingEvent,
  type RecordingGlance,
} from '@modlink/recording';
import { serializeError } from '@modlink/sdk';
import { ServerError } from '../server-error.js';
import { wireDescriptor, wireStatistics } from '../wire.js';
import type { Handlers } from './handler.js';

type StoredRoutes = 'listRecordings' | 'getRecording' | 'deleteRecording' | 'downloadRecording';

interface StoredFile {
  readonly recordingId: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** What is known of a file, as long as it does not change. */
interface Looked {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly outcome: RecordingGlance | { readonly unreadable: string };
}

/** Files that are looked at side by side. */
const looksAtOnce = 8;

/** The recordings in a folder, as its files tell: what is moved in, renamed or cut off is listed as it is. */
export class StoredRecordings {
  readonly #host: Host;
  readonly #folder: string;
  readonly #onChange: () => void;
  readonly #looked = new Map<string, Looked>();

  constructor(host: Host, folder: string, onChange: () => void) {
    this.#host = host;
    this.#folder = folder;
    this.#onChange = onChange;
  }

  get handlers(): Pick<Handlers, StoredRoutes> {
    return {
      listRecordings: async ({ query: { text, driverId, fromNs, toNs, limit = 200 } }) => {
        const files = await this.#files();
        const all = await this.#describeAll(files);
        const wanted = text?.trim().toLowerCase() ?? '';
        const matching = all.filter((each) => {
          const startedNs = BigInt(each.startedNs ?? 0);
          return (
            [each.name, each.session, each.experiment].some((part) => part?.toLowerCase().includes(wanted)) &&
            (driverId === undefined || each.drivers.some((driver) => driver.driverId === driverId)) &&
            (fromNs === undefined || startedNs >= BigInt(fromNs)) &&
            (toNs === undefined || startedNs <= BigInt(toNs))
          );
        });
        matching.sort((a, b) => Number(BigInt(b.startedNs ?? 0) - BigInt(a.startedNs ?? 0)));
        return { recordings: matching.slice(0, limit), total: matching.length };
      },
      getRecording: ({ params }) => this.#details(params.recordingId),
      deleteRecording: async ({ params }) => {
        const file = await this.#find(params.recordingId);
        if (this.#isRunning(file.path)) {
          throw new ServerError('WRONG_STATE', 'The recording is running. Stop it before it is deleted.');
        }
        await rm(file.path);
        this.#looked.delete(file.path);
        this.#onChange();
        return undefined;
      },
      downloadRecording: async ({ params }) => {
        const { path } = await this.#find(params.recordingId);
        return { path, fileName: basename(path) };
      },
    };
  }

  /** @throws {ServerError} `UNKNOWN_RECORDING` */
  async pathOf(recordingId: string): Promise<string> {
    return (await this.#find(recordingId)).path;
  }

  /** @throws {ServerError} `UNKNOWN_RECORDING` */
  async #find(recordingId: string): Promise<StoredFile> {
    const found = (await this.#files()).find((file) => file.recordingId === recordingId);
    if (found !== undefined) return found;
    throw new ServerError(
      'UNKNOWN_RECORDING',
      `There is no recording "${recordingId}". It may have been moved or deleted.`,
    );
  }

  async #files(): Promise<readonly StoredFile[]> {
    const files: StoredFile[] = [];
    // A folder that is not there yet holds none.
    const names = await readdir(this.#folder, { recursive: true }).catch(() => []);
    for (const name of names.filter((each) => each.endsWith('.mcap'))) {
      const path = join(this.#folder, name);
      // One may go while it is looked at.
      const facts = await stat(path).catch(() => undefined);
      if (!facts?.isFile()) continue;
      files.push({ recordingId: idOf(name), path, sizeBytes: facts.size, modifiedMs: facts.mtimeMs });
    }
    return files;
  }

  async #describeAll(files: readonly StoredFile[]): Promise<WireStoredRecording[]> {
    const described: WireStoredRecording[] = [];
    for (let at = 0; at < files.length; at += looksAtOnce) {
      described.push(
        ...(await Promise.all(files.slice(at, at + looksAtOnce).map((file) => this.#describe(file)))),
      );
    }
    return described;
  }

  async #describe(file: StoredFile): Promise<WireStoredRecording> {
    const { recordingId, path, sizeBytes } = file;
    const outcome = await this.#look(file);
    const isRunning = this.#isRunning(path);
    if ('unreadable' in outcome) {
      return {
        recordingId,
        name: basename(path, '.mcap'),
        path,
        sizeBytes,
        durationMs: 0,
        complete: false,
        problem: outcome.unreadable,
        isRunning,
        streamIds: [],
        drivers: [],
      };
    }
    return { ...wireGlance(outcome), recordingId, path, sizeBytes, isRunning };
  }

  async #look(file: StoredFile): Promise<Looked['outcome']> {
    const { path, sizeBytes, modifiedMs } = file;
    const known = this.#looked.get(path);
    if (known !== undefined && known.sizeBytes === sizeBytes && known.modifiedMs === modifiedMs)
      return known.outcome;
    const outcome = await glanceAtRecording(path).catch((error: unknown) => ({
      unreadable: serializeError(error).message,
    }));
    this.#looked.set(path, { sizeBytes, modifiedMs, outcome });
    return outcome;
  }

  async #details(recordingId: string): Promise<RouteResponse<'getRecording'>> {
    const { path, sizeBytes } = await this.#find(recordingId);
    await using recording = await openRecording(path);
    const { info } = recording;
    const events: RouteResponse<'getRecording'>['events'] = [];
    for await (const event of recording.events()) events.push(wireEvent(event));
    return {
      ...wireGlance(info),
      recordingId,
      path,
      sizeBytes,
      isRunning: this.#isRunning(path),
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

  #isRunning(path: string): boolean {
    return this.#host.recordings.active().some((recording) => recording.path === path);
  }
}

/** The same for the same place in the folder, and never a path. */
const idOf = (name: string): string =>
  createHash('sha256').update(name.replaceAll('\\', '/')).digest('base64url').slice(0, 22);

type Glanced = Omit<WireStoredRecording, 'recordingId' | 'path' | 'sizeBytes' | 'isRunning'>;

function wireGlance(info: RecordingGlance): Glanced {
  const { name, session, experiment, startedNs, durationMs, complete, problem, streams, drivers } = info;
  return {
    name,
    ...(session !== undefined && { session }),
    ...(experiment !== undefined && { experiment }),
    startedNs: String(startedNs),
    durationMs,
    complete,
    ...(problem !== undefined && { problem }),
    streamIds: [...new Set(streams.map(({ streamId }) => streamId))],
    drivers: drivers.map(({ driverId, version }) => ({
      driverId,
      ...(version !== undefined && { version }),
    })),
  };
}

function wireEvent({
  type,
  timestampNs,
  label,
  deviceId,
  streamId,
  data,
}: RecordingEvent): RouteResponse<'getRecording'>['events'][number] {
  return {
    type,
    timestampNs: String(timestampNs),
    ...(label !== undefined && { label }),
    ...(deviceId !== undefined && { deviceId }),
    ...(streamId !== undefined && { streamId }),
    ...(data !== undefined && { data }),
  };
}
