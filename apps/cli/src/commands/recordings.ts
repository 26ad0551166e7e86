import { join } from 'node:path';
import {
  modlinkHome,
  RecordingCatalogue,
  type RecordingGlance,
  type RecordingList,
  readBlockedVersions,
} from '@modlink/host';
import { CliError } from '../cli-error.js';
import { type AddCommand, collect, type GlobalOptions } from '../command-context.js';
import { openHost } from '../host/open-host.js';
import type { Output } from '../output/output.js';
import { clockText, momentText, pluralText, sizeText } from '../output/quantities.js';
import { table } from '../output/table.js';

interface RecordingsOptions {
  readonly folder?: readonly string[];
  readonly driver?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly limit?: number;
}

export const addRecordings: AddCommand = (program, act) => {
  program
    .command('recordings [text]')
    .description('list recordings, the newest first')
    .option(
      '--folder <folder>',
      'look here (repeatable); where the settings put recordings when absent',
      collect,
    )
    .option(
      '--driver <id>',
      'only with streams of this driver, or of versions of it: muse@1.2.3, muse@<1.4.0',
    )
    .option('--since <date>', 'started then or later: 2025-03-31, 2025-03-31T14:00', parseDate)
    .option('--until <date>', 'started then or earlier', parseDate)
    .option('--limit <number>', 'the newest, at most as many', parseLimit)
    .addHelpText(
      'after',
      `
Examples:
  modlink recordings
  modlink recordings monday                       that have this in name, session, experiment or file name
  modlink recordings --driver openbci-cyton --since 2025-03-01
  modlink recordings --driver "muse@<1.4.0"       of versions that are not to be trusted
  modlink recordings --folder data --folder more

What it says stands in the files: it does not matter how they are named or where they were moved from.`,
    )
    .action(
      act<RecordingsOptions>(async ({ globals, output }, options, text) => {
        const { driver, since, until, limit } = options;
        const folders = options.folder ?? [await keptFolder(globals)];
        const list = await new RecordingCatalogue(folders).list({ text, driver, since, until, limit });
        const blocked = await readBlockedVersions(
          join(globals.home ?? modlinkHome(), 'blocked-versions.json'),
        );
        const flagged = list.recordings.map((recording) => ({
          ...recording,
          blockedDrivers: blockedDrivers(recording, (name, version) => blocked.reason(name, version)),
        }));
        output.result({ ...list, recordings: flagged }, () =>
          listText({ ...list, recordings: flagged }, folders, output),
        );
      }),
    );
};

/** Where the host puts recordings, as its settings say. */
async function keptFolder(globals: GlobalOptions): Promise<string> {
  await using host = await openHost(globals);
  return host.recordings.folder;
}

/** A recording, with the drivers of it that are on the list of blocked versions now. */
type FlaggedRecording = RecordingGlance & {
  readonly blockedDrivers: readonly { readonly driver: string; readonly reason: string }[];
};

function blockedDrivers(
  { drivers }: RecordingGlance,
  reasonOf: (name: string, version: string) => string | undefined,
): FlaggedRecording['blockedDrivers'] {
  return drivers.flatMap(({ package: name, version }) => {
    const reason = name && version ? reasonOf(name, version) : undefined;
    return reason === undefined ? [] : [{ driver: `${name}@${version}`, reason }];
  });
}

interface FlaggedList extends Omit<RecordingList, 'recordings'> {
  readonly recordings: readonly FlaggedRecording[];
}

function listText(
  { recordings, unreadable }: FlaggedList,
  folders: readonly string[],
  { colors, columns }: Output,
): string {
  const parts: string[] = [];
  if (recordings.length > 0) {
    const rows = recordings.map(
      ({ name, session, startedNs, durationMs, sizeBytes, complete, path, parts }) => [
        [name, session].filter((part) => part !== undefined).join(' · '),
        momentText(startedNs).slice(0, 16),
        clockText(durationMs),
        sizeText(sizeBytes),
        complete ? 'complete' : colors.yellow('not finished'),
        parts === undefined ? path : `${path} (${pluralText(parts.length, 'file')})`,
      ],
    );
    parts.push(table(['NAME', 'STARTED', 'DURATION', 'SIZE', 'STATE', 'FILE'], rows, { columns, colors }));
  }
  parts.push(
    recordings.length === 0
      ? `No recording was found in ${folders.join(', ')}.`
      : `${pluralText(recordings.length, 'recording')}.`,
  );
  for (const { path, blockedDrivers: blocked } of recordings) {
    for (const { driver, reason } of blocked)
      parts.push(`${colors.red('Blocked driver version:')} ${path} was made with ${driver}: ${reason}`);
  }
  for (const { path, message } of unreadable)
    parts.push(`${colors.yellow('Not listed:')} ${path}: ${message}`);
  return parts.join('\n\n');
}

/** @throws {CliError} `WRONG_USAGE` */
function parseDate(text: string): Date {
  // A date alone would be midnight of Greenwich.
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new CliError(
    'WRONG_USAGE',
    `${JSON.stringify(text)} is no date. One such as 2025-03-31 or 2025-03-31T14:00 was expected.`,
  );
}

/** @throws {CliError} `WRONG_USAGE` */
function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw new CliError('WRONG_USAGE', `--limit is a positive whole number, not ${JSON.stringify(text)}.`);
}
