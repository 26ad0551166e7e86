import { rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { DriverProvenance } from '@modlink/recording';
import type { JsonObject } from '@modlink/sdk';
import { ImportError } from './errors.js';
import { importFormats } from './formats.js';
import type { ForeignRecording, ImportFormat } from './import-format.js';
import { SourceFile } from './input/source-file.js';
import { type ImportWarning, WarningLog } from './input/warning-log.js';
import { RecordingOutput, temporaryPathFor } from './output/recording-output.js';
import { RecordingStream } from './output/recording-stream.js';

export interface ImportOptions {
  /** The file of the other program. */
  readonly input: string;
  /** An id of {@link importFormats}; found out from the file's first bytes unless given. */
  readonly format?: string | undefined;
  /**
   * The recording's file, such as `old/rest.mcap`, or a folder that exists, for the input's own name in it. Beside the input
   * unless given.
   */
  readonly output?: string | undefined;
  /** The name of the file as it was recorded, where `input` is a copy under another; the recording tells it. */
  readonly fileName?: string | undefined;
  /** What the recording is called; the file's name without its end unless given. */
  readonly name?: string | undefined;
  readonly session?: string | undefined;
  readonly experiment?: string | undefined;
  /** Who was recorded; what the file says unless given. */
  readonly subject?: string | undefined;
  readonly notes?: string | undefined;
  /** Replace a recording that is there already. Without it that is an error. */
  readonly overwrite?: boolean | undefined;
  /** Cancels the import; nothing is left of it. */
  readonly signal?: AbortSignal | undefined;
  /** Called some hundred times on the way. Formats that need two readings of the file count its bytes twice. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

export interface ImportProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

export interface ImportedStream {
  readonly streamId: string;
  readonly frames: number;
  readonly samples: number;
}

export interface ImportResult {
  readonly format: string;
  /** The recording's file. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly streams: readonly ImportedStream[];
  /** Markers, and starts and ends of segments. */
  readonly events: number;
  /** What was lost, guessed or left out: the first hundred. */
  readonly warnings: readonly ImportWarning[];
  /** How many there were in all. */
  readonly warningCount: number;
}

const headBytes = 1024;

/**
 * Makes a recording of a file of another program. The recording appears under its name when it is whole.
 * @throws {ImportError} with one of the codes of `importErrorCodes`
 */
export async function importRecording(options: ImportOptions): Promise<ImportResult> {
  checkTexts(options);
  const checkCancelled = () => throwIfCancelled(options);
  checkCancelled();
  const asked = options.format === undefined ? undefined : knownFormat(options.format);
  await using source = await SourceFile.open(options.input, {
    checkCancelled,
    onProgress: options.onProgress,
  });
  const format = asked ?? (await recognisedFormat(source));
  const fileName = basename(options.fileName ?? options.input);
  const path = await outputPath(options, fileName);
  const warnings = new WarningLog();
  const scratch: string[] = [];
  const scratchPath = () => {
    const next = temporaryPathFor(path);
    scratch.push(next);
    return next;
  };
  const output = await RecordingOutput.create(path, options.overwrite ?? false);
  try {
    const foreign = await format.open({ source, fileName, warnings, scratchPath });
    const stream = new RecordingStream(
      output,
      identityOf(options, format, source, fileName, foreign),
      foreign.devices.map((device) => provenanceOf(format, device)),
      foreign.streams,
    );
    for await (const item of foreign.items()) stream.add(item);
    checkCancelled();
    if (stream.events === 0 && stream.streams.every(({ frames }) => frames === 0)) throw nothingInIt(options);
    stream.finish();
    await output.publish();
    return {
      format: format.id,
      path,
      sizeBytes: output.size,
      streams: stream.streams,
      events: stream.events,
      warnings: warnings.list,
      warningCount: warnings.count,
    };
  } finally {
    await output.discard();
    for (const each of scratch) await rm(each, { force: true });
  }
}

const { name: packageName, version: packageVersion } = createRequire(import.meta.url)('../package.json') as {
  name: string;
  version: string;
};

function identityOf(
  options: ImportOptions,
  format: ImportFormat,
  source: SourceFile,
  fileName: string,
  { startedNs, subject, facts }: ForeignRecording,
) {
  const imported: JsonObject = {
    fileName,
    sizeBytes: source.sizeBytes,
    format: format.id,
    importedAt: new Date().toISOString(),
    ...facts,
  };
  return {
    name: options.name ?? (stemOf(fileName) || fileName),
    session: options.session,
    experiment: options.experiment,
    subject: options.subject ?? subject,
    notes: options.notes,
    startedNs,
    hostVersion: `${packageName} ${packageVersion}`,
    metadata: { imported },
  };
}

function provenanceOf(
  format: ImportFormat,
  { deviceId, displayName, metadata }: ForeignRecording['devices'][number],
): DriverProvenance {
  return {
    deviceId,
    driverId: `import-${format.id}`,
    package: packageName,
    version: packageVersion,
    displayName,
    metadata,
  };
}

async function recognisedFormat(source: SourceFile): Promise<ImportFormat> {
  const head = await source.read(0, headBytes);
  const format = [...importFormats.values()].find((each) => each.recognises(head));
  if (format !== undefined) return format;
  const known = [...importFormats.values()].map(({ title }) => title.split(':')[0]).join(', ');
  throw new ImportError(
    'IMPORT_NOT_RECOGNISED',
    `The file ${source.path} begins like none of the formats that can be imported (${known}). Export it to one of these with the program that wrote it.`,
    { subject: { path: source.path } },
  );
}

function knownFormat(id: string): ImportFormat {
  const format = importFormats.get(id);
  if (format !== undefined) return format;
  throw new ImportError(
    'IMPORT_UNKNOWN_FORMAT',
    `There is no import format ${JSON.stringify(id)}; there are ${[...importFormats.keys()].join(', ')}.`,
  );
}

/** `rest.xdf`, `rest.xdf.gz`: `rest`. */
function stemOf(fileName: string): string {
  const name = fileName.replace(/\.gz$/i, '');
  return name.slice(0, name.length - extname(name).length);
}

async function outputPath({ input, output }: ImportOptions, fileName: string): Promise<string> {
  const ownName = `${stemOf(fileName) || fileName}.mcap`;
  if (output === undefined) return join(dirname(resolve(input)), ownName);
  const path = resolve(output);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return join(path, ownName);
  return extname(path) === '.mcap' ? path : `${path}.mcap`;
}

const longestText = { name: 200, session: 200, experiment: 200, subject: 200, notes: 10_000 } as const;

function checkTexts(options: ImportOptions): void {
  for (const [key, longest] of Object.entries(longestText)) {
    const text = options[key as keyof typeof longestText];
    if (text === undefined || (text.trim() !== '' && text.length <= longest)) continue;
    throw new ImportError(
      'IMPORT_INVALID_OPTIONS',
      `The ${key} of an imported recording is a text of 1 to ${longest} characters. Leave it out to have none.`,
    );
  }
}

function throwIfCancelled({ signal, input }: ImportOptions): void {
  if (!signal?.aborted) return;
  throw new ImportError('IMPORT_CANCELLED', `The import of ${input} was cancelled; nothing of it is left.`, {
    cause: signal.reason,
    subject: { path: input },
  });
}

function nothingInIt({ input }: ImportOptions): ImportError {
  return new ImportError(
    'IMPORT_NOTHING_IN_IT',
    `The file ${input} has no sample and no marker that could be imported. Check that it is the right file, and that its recording was not empty.`,
    { subject: { path: input } },
  );
}
