import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ExportFormat, type ExportResult, exportFormats, exportRecording } from '@modlink/host';
import { type AddCommand, type CommandContext, collect } from '../command-context.js';
import type { Output } from '../output/output.js';
import { progressLine } from '../output/progress-line.js';
import { countText, pluralText, sizeText } from '../output/quantities.js';
import { table } from '../output/table.js';

interface ExportOptions {
  readonly format: string;
  readonly out?: string;
  readonly stream?: readonly string[];
  readonly overwrite?: boolean;
  /** Those of the formats, by their names. */
  readonly [option: string]: unknown;
}

export const addExport: AddCommand = (program, act) => {
  const formats = Array.from(exportFormats.values(), ({ id, title }) => `  ${id.padEnd(8)} ${title}`);
  const command = program
    .command('export <file>')
    .description('write a recording in the format of other programs')
    .option('--format <format>', `one of: ${[...exportFormats.keys()].join(', ')}`, 'csv')
    .option('--out <folder>', 'where the files go; beside the recording unless given')
    .option('--stream <id>', 'only this stream (repeatable)', collect)
    .option('--overwrite', 'replace files that are there already');
  for (const { option, flag, formats: ids } of formatOptions()) {
    const value = option.choices?.map((choice) => choice.value).join('|') ?? 'text';
    const some = ids.length < exportFormats.size ? ` (${ids.join(', ')})` : '';
    command.option(`--${flag} <${value}>`, option.description + some);
  }
  command
    .addHelpText(
      'after',
      `
Examples:
  modlink export eeg.mcap --format csv
  modlink export eeg.mcap --format csv --out tables --overwrite
  modlink export eeg.mcap --format csv --timestamps dejittered
  modlink export eeg.mcap --format edf --stream synthetic_eeg.01:eeg

Formats:
${formats.join('\n')}

The files appear when all of them are whole; Ctrl-C leaves nothing behind.`,
    )
    .action(act<ExportOptions>(exportFile));
};

type FormatOption = ExportFormat['options'][number];

/** The options of all formats, each once, with the formats that have it. */
function formatOptions(): { option: FormatOption; flag: string; formats: string[] }[] {
  const all = new Map<string, { option: FormatOption; flag: string; formats: string[] }>();
  for (const { id, options } of exportFormats.values()) {
    for (const option of options) {
      const flag = option.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const entry = all.get(option.name) ?? { option, flag, formats: [] };
      entry.formats.push(id);
      all.set(option.name, entry);
    }
  }
  return [...all.values()];
}

/** Of what the command line gave, the values of the formats' options. */
function givenOptions(given: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    formatOptions().flatMap(({ option: { name } }) => {
      const value = given[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

async function exportFile(
  { output, interruption }: CommandContext,
  { format, out, stream, overwrite = false, ...others }: ExportOptions,
  file = '',
): Promise<void> {
  if (out !== undefined) await mkdir(resolve(out), { recursive: true });
  using progress = progressLine(output, 'Exporting', 'frames');
  const result = await exportRecording({
    input: file,
    format,
    output: out,
    streams: stream,
    options: givenOptions(others),
    overwrite,
    signal: interruption.signal,
    onProgress: ({ framesDone, framesTotal }) => progress.show(framesDone, framesTotal),
  });
  progress.clear();
  output.result(result, () => resultText(result, output));
}

function resultText({ files, skipped, complete }: ExportResult, { colors, columns }: Output): string {
  const parts: string[] = [];
  if (files.length > 0) {
    const rows = files.map(({ path, rows: count, sizeBytes }) => [
      path,
      countText(count),
      sizeText(sizeBytes),
    ]);
    parts.push(table(['FILE', 'ROWS', 'SIZE'], rows, { columns, colors }));
  }
  parts.push(`${pluralText(files.length, 'file')} written.`);
  for (const { streamId, reason } of skipped)
    parts.push(`${colors.yellow('Skipped')} ${streamId}: ${reason}`);
  if (!complete) {
    parts.push(
      `${colors.yellow('Note:')} the recording was not finished; the files hold everything up to its last flush.`,
    );
  }
  return parts.join('\n\n');
}
