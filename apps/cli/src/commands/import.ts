import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type ImportResult, importFormats, importRecording } from '@modlink/host';
import { CliError } from '../cli-error.js';
import type { AddCommand, CommandContext } from '../command-context.js';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.js';
import { errorDocument } from '../output/json-text.js';
import type { Output } from '../output/output.js';
import { type ProgressLine, progressLine } from '../output/progress-line.js';
import { countText, pluralText, sizeText } from '../output/quantities.js';
import { table } from '../output/table.js';

interface ImportOptions {
  readonly format?: string;
  readonly out?: string;
  readonly name?: string;
  readonly session?: string;
  readonly experiment?: string;
  readonly subject?: string;
  readonly overwrite?: boolean;
}

export const addImport: AddCommand = (program, act) => {
  const formats = Array.from(
    importFormats.values(),
    ({ id, title, extensions }) => `  ${id.padEnd(8)} ${title} (${extensions.join(', ')})`,
  );
  program
    .command('import <files...>')
    .description('make recordings of files of other programs')
    .option(
      '--format <format>',
      `one of: ${[...importFormats.keys()].join(', ')}; found out from the file unless given`,
    )
    .option('--out <folder>', 'where the recordings go; beside each file unless given')
    .option('--name <name>', 'what the recording is called; the name of the file unless given')
    .option('--session <name>', 'the session it belongs to')
    .option('--experiment <name>', 'the experiment it belongs to')
    .option('--subject <code>', 'who was recorded; what the file says unless given')
    .option('--overwrite', 'replace recordings that are there already')
    .addHelpText(
      'after',
      `
Examples:
  modlink import rest.xdf
  modlink import night.edf --session monday --subject p07
  modlink import OpenBCI-RAW-*.txt --out recordings

Formats:
${formats.join('\n')}

A recording appears when it is whole; Ctrl-C leaves nothing of the one that is being made. What a file lacks or lost is listed.`,
    )
    .action(act<ImportOptions>(importFiles));
};

interface FailedImport {
  readonly input: string;
  readonly error: unknown;
}

async function importFiles(
  context: CommandContext,
  options: ImportOptions,
  ...patterns: string[]
): Promise<ExitCode> {
  const { output } = context;
  const files = (await Promise.all(patterns.map(matchingFiles))).flat();
  if (files.length > 1 && options.name !== undefined) {
    throw new CliError(
      'WRONG_USAGE',
      `--name is for one file, and these are ${files.length}. Leave it out: each recording is called after its file.`,
    );
  }
  if (options.out !== undefined) await mkdir(resolve(options.out), { recursive: true });
  using progress = progressLine(output, 'Importing', 'bytes');
  const imported: ImportResult[] = [];
  const failed: FailedImport[] = [];
  for (const input of files) {
    try {
      imported.push(await importFile(context, options, input, progress));
    } catch (error) {
      // One file of many that cannot be read keeps the others from nothing; an interruption ends all.
      if (files.length === 1 || context.interruption.signal.aborted) throw error;
      failed.push({ input, error });
    }
  }
  progress.clear();
  const document = {
    imported,
    failed: failed.map(({ input, error }) => ({ input, error: errorDocument(error) })),
  };
  output.result(document, () => resultText(imported, failed, output));
  return failed[0] === undefined ? exitCodes.ok : exitCodeOf(failed[0].error);
}

function importFile(
  { interruption }: CommandContext,
  { out, ...options }: ImportOptions,
  input: string,
  progress: ProgressLine,
): Promise<ImportResult> {
  const { format, name, session, experiment, subject, overwrite } = options;
  return importRecording({
    input,
    output: out,
    ...{ format, name, session, experiment, subject, overwrite },
    signal: interruption.signal,
    onProgress: ({ bytesDone, bytesTotal }) => progress.show(bytesDone, bytesTotal),
  });
}

/** Shells that do not know `*` and `?` hand them on; there they stand for what they stand for in others, in the last part of a path. */
async function matchingFiles(pattern: string): Promise<string[]> {
  const name = basename(pattern);
  if (!/[*?]/.test(name)) return [pattern];
  const form = name
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const names = await readdir(dirname(pattern)).catch(() => []);
  const matching = names.filter((each) => new RegExp(`^${form}$`, 'u').test(each) && !each.startsWith('.'));
  if (matching.length > 0) return matching.sort().map((each) => join(dirname(pattern), each));
  throw new CliError('WRONG_USAGE', `No file is called ${pattern}. Check the folder and the name.`);
}

function resultText(
  imported: readonly ImportResult[],
  failed: readonly FailedImport[],
  { colors, columns }: Output,
): string {
  const parts: string[] = [];
  if (imported.length > 0) {
    const rows = imported.map(({ path, format, streams, events, sizeBytes }) => [
      path,
      format,
      countText(streams.length),
      countText(streams.reduce((sum, { samples }) => sum + samples, 0)),
      countText(events),
      sizeText(sizeBytes),
    ]);
    parts.push(
      table(['RECORDING', 'FROM', 'STREAMS', 'SAMPLES', 'EVENTS', 'SIZE'], rows, { columns, colors }),
    );
  }
  parts.push(`${pluralText(imported.length, 'recording')} made.`);
  for (const { path, warnings, warningCount } of imported) {
    const lines = warnings.map(({ at, message }) => `  ${at === undefined ? '' : `${at}: `}${message}`);
    if (warningCount > warnings.length) lines.push(`  and ${countText(warningCount - warnings.length)} more`);
    if (lines.length > 0) parts.push([`${colors.yellow('Note')} ${basename(path)}:`, ...lines].join('\n'));
  }
  for (const { input, error } of failed)
    parts.push(`${colors.red('Failed')} ${input}: ${error instanceof Error ? error.message : String(error)}`);
  return parts.join('\n\n');
}
