import { findParts, missingPartsText } from './find-parts.js';
import { JoinedBytes, joinContents, type OpenPart } from './joined-parts.js';
import { ReadableFile, type RecordingBytes } from './readable-file.js';
import {
  describeRecording,
  type Recording,
  type RecordingInfo,
  requireMcap,
  withEdits,
} from './recording.js';
import { glanceAtRecording } from './recording-glance.js';
import { readContents } from './recording-source.js';

export interface OpenRecordingOptions {
  /**
   * Of a recording that went to several files: `all` that are in the folder are opened as one, whichever of them is named;
   * `one` is the one that is named. Default `all`.
   */
  readonly parts?: 'all' | 'one' | undefined;
  /** How files are opened, those of the other parts included. From the disk when absent. */
  readonly openFile?: OpenRecordingFile | undefined;
}

export type OpenRecordingFile = (path: string) => Promise<RecordingBytes>;

interface Opened extends OpenPart {
  readonly info: RecordingInfo;
}

/**
 * Opens a recording: one that was finished, one that was cut off, and one that is still being written (as it is now). A
 * finished one opens at once, however long it is; one that was not is read through once. Files that a recording went to one
 * after the other are one recording.
 * @param source - the path of a file, or the bytes themselves, which are then the recording's to close.
 * @throws {RecordingError} `RECORDING_NOT_FOUND`, `RECORDING_NOT_READABLE`, `RECORDING_EMPTY`, `RECORDING_NOT_MCAP`,
 * `RECORDING_NOT_MODLINK`, `RECORDING_DAMAGED`, `RECORDING_CHANGED`
 */
export async function openRecording(
  source: string | RecordingBytes,
  { parts = 'all', openFile = ReadableFile.open }: OpenRecordingOptions = {},
): Promise<Recording> {
  const opened = await openOne(typeof source === 'string' ? await openFile(source) : source);
  if (typeof source !== 'string' || parts === 'one' || opened.info.series === undefined)
    return withEdits(opened.file, opened.contents, opened.info);
  return openSeries(opened, openFile);
}

async function openOne(file: RecordingBytes): Promise<Opened> {
  try {
    await requireMcap(file);
    const contents = await readContents(file);
    return { file, contents, info: describeRecording(file, contents) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openSeries(named: Opened, openFile: OpenRecordingFile): Promise<Recording> {
  const opened = [named];
  try {
    const found = await findParts<Pick<RecordingInfo, 'path' | 'sizeBytes' | 'complete' | 'series'>>(
      named.info,
      (path) =>
        openFile(path)
          .then(glanceAtRecording)
          .catch(() => undefined),
    );
    const parts: Opened[] = [];
    for (const { path } of found.parts) {
      const part = path === named.info.path ? named : await openOne(await openFile(path));
      parts.push(part);
      if (part !== named) opened.push(part);
    }
    const [first = named, ...rest] = parts;
    const file = new JoinedBytes(
      first.file,
      rest.map((part) => part.file),
    );
    const contents = joinContents(parts);
    const problem = missingPartsText(found.missing) ?? contents.problem;
    const info = {
      ...describeRecording(file, { ...contents, problem }),
      series: first.info.series,
      parts: parts.map(({ info: { path, sizeBytes, complete, series } }) => ({
        part: series?.part ?? 0,
        path,
        sizeBytes,
        complete,
      })),
      missingParts: found.missing,
    };
    return await withEdits(file, contents, info);
  } catch (error) {
    await Promise.all(opened.map(({ file }) => file.close()));
    throw error;
  }
}
