import { basename } from 'node:path';
import { serializeError } from '@modlink/sdk';
import semver from 'semver';
import type { DriverProvenance } from '../format/recording-metadata.js';
import { glanceAtRecording, type RecordingGlance } from '../reading/recording-glance.js';
import { joinParts } from './join-glances.js';
import { findRecordingFiles, type RecordingFileInfo } from './recording-files.js';

/** How many files are looked at side by side. */
const atOnce = 8;

/** Which recordings are wanted; all, where nothing is said. */
export interface RecordingFilter {
  /** A text in name, session, experiment, subject, notes or file name, whatever its case. */
  readonly text?: string | undefined;
  /** Started then or later, and then or earlier. */
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** The id of a driver that streams come from. */
  readonly driverId?: string | undefined;
  /**
   * A driver id, or the name of its package, with the range of its versions: `openbci-cyton@1.2.3`, `@acme/x@>=1.2.0 <1.2.4`.
   * A recording that does not say which version it was is not found by a range.
   */
  readonly driver?: string | undefined;
  /** The newest, at most as many. */
  readonly limit?: number | undefined;
}

/** A file that cannot be listed. */
export interface UnreadableRecording {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface RecordingList {
  /** The last started first. What went to several files is one of them, with its first file's path. */
  readonly recordings: readonly RecordingGlance[];
  /** Files with the name of a recording that are none, or have nothing in them. */
  readonly unreadable: readonly UnreadableRecording[];
}

type Look = { readonly glance: RecordingGlance } | { readonly unreadable: UnreadableRecording };

/**
 * The recordings in some folders. What it says comes from the files themselves, so that it does not matter how they are named,
 * where they were moved from, or whether they were finished. A file that is as it was is not looked at again.
 */
export class RecordingCatalogue {
  readonly #folders: readonly string[];
  #known = new Map<string, { readonly file: RecordingFileInfo; readonly look: Look }>();

  /** @param folders - ModLink's own where there is none. */
  constructor(folders: readonly string[] = []) {
    this.#folders = folders;
  }

  async list(filter: RecordingFilter = {}): Promise<RecordingList> {
    const files = await findRecordingFiles(this.#folders);
    const known = this.#known;
    const looked: typeof known = new Map();
    const waiting = [...files];
    const work = Array.from({ length: atOnce }, async () => {
      for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
        const before = known.get(file.path);
        const isSame =
          before?.file.sizeBytes === file.sizeBytes &&
          before.file.modifiedMs === file.modifiedMs &&
          before.file.editedMs === file.editedMs;
        looked.set(file.path, { file, look: isSame ? before.look : await lookAt(file.path) });
      }
    });
    await Promise.all(work);
    this.#known = looked;
    const looks = [...looked.values()].map(({ look }) => look);
    const glances = looks.flatMap((look) => ('glance' in look ? [look.glance] : []));
    const recordings = joinParts(glances, (path) => looked.has(path))
      .filter((recording) => matches(recording, filter))
      .sort((a, b) => Number(b.startedNs - a.startedNs));
    return {
      recordings: recordings.slice(0, filter.limit),
      unreadable: looks.flatMap((look) => ('unreadable' in look ? [look.unreadable] : [])),
    };
  }
}

async function lookAt(path: string): Promise<Look> {
  try {
    return { glance: await glanceAtRecording(path) };
  } catch (error) {
    const { code, message } = serializeError(error);
    return { unreadable: { path, code, message } };
  }
}

function matches(
  recording: RecordingGlance,
  { text, since, until, driverId, driver }: RecordingFilter,
): boolean {
  const {
    name,
    session = '',
    experiment = '',
    subject = '',
    notes = '',
    path,
    parts = [{ path }],
    startedNs,
    drivers,
  } = recording;
  const startedMs = Number(startedNs / 1_000_000n);
  const fileNames = parts.map((part) => basename(part.path));
  const texts = [name, session, experiment, subject, notes, ...fileNames].map((each) => each.toLowerCase());
  return (
    (text === undefined || texts.some((each) => each.includes(text.toLowerCase()))) &&
    (since === undefined || startedMs >= since.getTime()) &&
    (until === undefined || startedMs <= until.getTime()) &&
    (driverId === undefined || drivers.some((each) => each.driverId === driverId)) &&
    (driver === undefined || drivers.some((each) => isDriver(each, driver)))
  );
}

/** Whether a recorded driver is the one that is named, in a version that is meant. */
function isDriver({ driverId, package: packageName, version }: DriverProvenance, wanted: string): boolean {
  // The "@" of a scope is the name's.
  const at = wanted.indexOf('@', 1);
  const [name, range] = at < 0 ? [wanted, '*'] : [wanted.slice(0, at), wanted.slice(at + 1)];
  if (driverId !== name && packageName !== name) return false;
  return (
    range === '*' || (version !== undefined && semver.satisfies(version, range, { includePrerelease: true }))
  );
}
