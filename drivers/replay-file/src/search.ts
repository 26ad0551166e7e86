import { basename } from 'node:path';
import { glanceAtRecording, type RecordingGlance } from '@modlink/recording';
import type { Logger, SearchResultInit } from '@modlink/sdk';
import type { RecordingStore } from './recording-store.js';
import { defaultSettings, type ReplayFileSettings } from './settings.js';

/** What a search result keeps for `connectDevice`. */
export type ReplayFileExtra = {
  readonly path: string;
};

/** How many files are looked at side by side. */
const atOnce = 8;

/**
 * The recordings to offer, the newest first. What is no recording, or has nothing in it yet, is left out; a `file` that the
 * settings name is an error then.
 * @throws {RecordingError} as `openRecording`
 */
export async function findRecordings(
  store: RecordingStore,
  settings: ReplayFileSettings,
  log: Logger,
): Promise<readonly SearchResultInit<ReplayFileExtra>[]> {
  const { file, folders, mostRecordings } = { ...defaultSettings, ...settings };
  if (file !== '') return [resultOf(await glanceAtRecording(await store.open(file)))];
  const stored = [...(await store.list(folders))].sort((a, b) => b.modifiedMs - a.modifiedMs);
  const results: SearchResultInit<ReplayFileExtra>[] = [];
  while (stored.length > 0 && results.length < mostRecordings) {
    const looks = stored
      .splice(0, Math.min(atOnce, mostRecordings - results.length))
      .map(async ({ path }) => {
        try {
          return [resultOf(await glanceAtRecording(await store.open(path)))];
        } catch (error) {
          log.debug(`${path} is not offered: ${(error as Error).message}`);
          return [];
        }
      });
    results.push(...(await Promise.all(looks)).flat());
  }
  return results;
}

function resultOf(recording: RecordingGlance): SearchResultInit<ReplayFileExtra> {
  const { path, name, startedNs, durationMs, complete, streams } = recording;
  const keys = [...new Set(streams.map(({ descriptor }) => descriptor.streamKey))];
  const facts = [
    basename(path),
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
