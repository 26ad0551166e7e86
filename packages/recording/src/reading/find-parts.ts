/** The other files of a recording that went to several: by their names first, by what they say of themselves always. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RecordingSeries } from '../format/recording-metadata.js';

/** One of the files that a recording went to. */
export interface RecordingPart {
  /** From 1. */
  readonly part: number;
  readonly path: string;
  readonly sizeBytes: number;
  readonly complete: boolean;
}

/** What is known of a file that is a part. */
export interface PartInfo extends Omit<RecordingPart, 'part'> {
  readonly series?: RecordingSeries | undefined;
}

/** Parts that are there, in their order, and the numbers of those that are not. */
export interface FoundParts<Info extends PartInfo> {
  readonly parts: readonly Info[];
  readonly missing: readonly number[];
}

/**
 * Looks in the folder of one part for the others.
 * @param look - says what a file is; `undefined` where it is no recording.
 */
export async function findParts<Info extends PartInfo>(
  known: Info,
  look: (path: string) => Promise<Info | undefined>,
): Promise<FoundParts<Info>> {
  const folder = dirname(known.path);
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.endsWith('.mcap') && name !== basename(known.path),
  );
  const isThere = (name: string): boolean => names.includes(name);
  const family = familyOf(known.path);
  const relatives = names.filter((name) => familyOf(name) === family);
  const found = [known];
  for (const candidates of [relatives, names.filter((name) => !relatives.includes(name))]) {
    for (const name of candidates) {
      const info = await look(join(folder, name));
      if (info !== undefined) found.push(info);
    }
    // All that there can be: what else lies in the folder is not looked at.
    if (orderParts(found, known.series?.seriesId, isThere).missing.length === 0) break;
  }
  return orderParts(found, known.series?.seriesId, isThere);
}

/**
 * Of files, the parts of one recording, each once.
 * @param isThere - whether a file of that name is in their folder: one that comes after the last and is no recording was cut off
 * before anything was in it.
 */
export function orderParts<Info extends PartInfo>(
  files: readonly Info[],
  seriesId: string | undefined,
  isThere: (name: string) => boolean,
): FoundParts<Info> {
  const byNumber = new Map<number, Info>();
  for (const file of files) {
    const { series } = file;
    if (series?.seriesId === seriesId && series !== undefined && !byNumber.has(series.part))
      byNumber.set(series.part, file);
  }
  const numbers = [...byNumber.keys()].sort((a, b) => a - b);
  const parts = numbers.flatMap((number) => byNumber.get(number) ?? []);
  const last = numbers.at(-1) ?? 0;
  const next = parts.at(-1)?.series?.next;
  const count = next === undefined || isThere(next) ? last : last + 1;
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return { parts, missing: all.filter((number) => !byNumber.has(number)) };
}

/** `rest_002.mcap` and `rest_003_2.mcap` -> `rest` */
const familyOf = (path: string): string => basename(path, '.mcap').replace(/_\d{3,}(_\d+)?$/, '');

/** In words: which parts are missing; `undefined` where none is. */
export function missingPartsText(missing: readonly number[]): string | undefined {
  if (missing.length === 0) return undefined;
  return missing.length === 1 ? `part ${missing[0]} is missing` : `parts ${missing.join(', ')} are missing`;
}
