import { dirname, join } from 'node:path';
import { missingPartsText, orderParts } from '../reading/find-parts.js';
import type { RecordingGlance } from '../reading/recording-glance.js';

/**
 * Of files, the recordings: what went to several files of one folder is one, with its first file's path.
 * @param isThere - whether there is a file at a path.
 */
export function joinParts(
  glances: readonly RecordingGlance[],
  isThere: (path: string) => boolean,
): RecordingGlance[] {
  const series = new Map<string, RecordingGlance[]>();
  const joined: RecordingGlance[] = [];
  for (const glance of glances) {
    if (glance.series === undefined) {
      joined.push(glance);
      continue;
    }
    const key = JSON.stringify([glance.series.seriesId, dirname(glance.path)]);
    const files = series.get(key) ?? [];
    series.set(key, files);
    files.push(glance);
  }
  for (const files of series.values()) joined.push(joinedGlance(files, isThere));
  return joined;
}

/** @param files - of one series, at least one. */
function joinedGlance(
  files: readonly RecordingGlance[],
  isThere: (path: string) => boolean,
): RecordingGlance {
  // A copy of a part in the same folder has a name that comes later.
  const byName = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const { parts, missing } = orderParts(byName, files[0]?.series?.seriesId, (name) =>
    isThere(join(dirname(files[0]?.path ?? ''), name)),
  );
  const [first] = parts as [RecordingGlance];
  const { firstNs = first.startedNs } = first;
  const lastNs = parts.findLast((part) => part.lastNs !== undefined)?.lastNs;
  const problem = missingPartsText(missing) ?? parts.find((part) => part.problem !== undefined)?.problem;
  return {
    ...first,
    sizeBytes: parts.reduce((total, part) => total + part.sizeBytes, 0),
    complete: problem === undefined,
    problem,
    lastNs,
    durationMs: lastNs === undefined ? 0 : Number(lastNs - firstNs) / 1e6,
    streams: distinctBy(
      parts.flatMap((part) => part.streams),
      ({ channelId }) => channelId,
    ),
    drivers: distinctBy(
      parts.flatMap((part) => part.drivers),
      (driver) => JSON.stringify(driver),
    ),
    parts: parts.map(({ series, path, sizeBytes, complete }) => ({
      part: series?.part ?? 0,
      path,
      sizeBytes,
      complete,
    })),
    missingParts: missing,
  };
}

const distinctBy = <Value>(values: readonly Value[], key: (value: Value) => unknown): Value[] => [
  ...new Map(values.map((value) => [key(value), value])).values(),
];
