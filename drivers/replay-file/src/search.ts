import { basename, dirname } from 'node:path';
import { glanceAtRecording, joinParts, type RecordingGlance } from '@modlink/recording';
import type { Logger, SearchResultInit } from '@modlink/sdk';
import type { RecordingStore, StoredFile } from './recording-store.js';
import { defaultSettings, type ReplayFileSettings } from './settings.js';

/** What a search result keeps for `connectDevice`. */
export type ReplayFileExtra = {
  readonly path: string;
};

/** How many files are looked at side by side. */
const atOnce = 8;

/**
 * The recordings to offer, the newest first; what went to several files is one. What is no recording, or has nothing in it
 * yet, is left out; a `file` that the settings name is an error then.
 * @throws {RecordingError} as `openRecording`
 */
export async function findRecordings(
  store: RecordingStore,
  settings: ReplayFileSettings,
  log: Logger,
): Promise<readonly SearchResultInit<ReplayFileExtra>[]> {
  const { file, folders, mostRecordings } = { ...defaultSettings, ...settings };
  if (file !== '') return [resultOf(await wholeRecording(store, file, log))];
  const stored = [...(await store.list(folders))].sort((a, b) => b.modifiedMs - a.modifiedMs);
  const ages = new Map(stored.map(({ path }, age) => [path, age]));
  const ageOf = (recording: RecordingGlance) =>
    Math.min(...filesOf(recording).map((path) => ages.get(path) ?? 0));
  const glances: RecordingGlance[] = [];
  for (let looked = 0; ; looked += atOnce) {
    const offered = joinParts(glances, (path) => ages.has(path))
      .sort((a, b) => ageOf(a) - ageOf(b))
      .slice(0, mostRecordings);
    // The older files of a recording may be among those that were not looked at yet.
    const isAll = offered.length === mostRecordings && offered.every(hasAllParts);
    if (isAll || looked >= stored.length) return offered.map(resultOf);
    glances.push(...(await glancesAt(store, stored.slice(looked, looked + atOnce), log)));
  }
}

/** A recording of which one file is named, with those that lie beside it. */
async function wholeRecording(store: RecordingStore, path: string, log: Logger): Promise<RecordingGlance> {
  const named = await glanceAtRecording(await store.open(path));
  if (named.series === undefined) return named;
  const folder = dirname(named.path);
  const beside = (await store.list([folder])).filter((each) => dirname(each.path) === folder);
  const others = await glancesAt(
    store,
    beside.filter((each) => each.path !== named.path),
    log,
  );
  const there = new Set(beside.map((each) => each.path));
  const recordings = joinParts([named, ...others], (each) => there.has(each));
  return recordings.find(({ series }) => series?.seriesId === named.series?.seriesId) ?? named;
}

/** What is no recording is left out. */
async function glancesAt(
  store: RecordingStore,
  files: readonly StoredFile[],
  log: Logger,
): Promise<readonly RecordingGlance[]> {
  const looks = files.map(async ({ path }) => {
    try {
      return [await glanceAtRecording(await store.open(path))];
    } catch (error) {
      log.debug(`${path} is not offered: ${(error as Error).message}`);
      return [];
    }
  });
  return (await Promise.all(looks)).flat();
}

const filesOf = ({ path, parts }: RecordingGlance): readonly string[] =>
  parts?.map((part) => part.path) ?? [path];
const hasAllParts = ({ missingParts = [] }: RecordingGlance): boolean => missingParts.length === 0;

function resultOf(recording: RecordingGlance): SearchResultInit<ReplayFileExtra> {
  const { path, name, startedNs, durationMs, complete, streams } = recording;
  const keys = [...new Set(streams.map(({ descriptor }) => descriptor.streamKey))];
  const others = filesOf(recording).length - 1;
  const facts = [
    others > 0 ? `${basename(path)} and ${others} more` : basename(path),
    dateText(new Date(Number(startedNs / 1_000_000n))),
    durationText(durationMs),
    keys.join(', ') || 'no streams',
    ...(complete ? [] : ['not finished']),
  ];
  return { title: name, subtitle: facts.join(' · '), identity: path, extra: { path } };
}

/** `2025-03-31 14:05`, in local time. */
function dateText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `1:02:03 h`, `2:03 min`, `4.5 s`. */
function durationText(durationMs: number): string {
  const seconds = durationMs / 1_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)} min`;
  return `${Math.floor(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)} h`;
}
