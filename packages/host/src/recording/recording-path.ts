/** Where a recording goes: a path that was asked for, or a folder and a name made from a template. */
import { join, resolve } from 'node:path';
import { defaultRecordingFolder } from '@modlink/recording';
import { HostError } from '../errors.js';
import type { ExistingFilePolicy } from './recording-file.js';

export const defaultNameTemplate = '{date}_{time}_{name}';

/** What the placeholders of a name template stand for. */
export interface RecordingPathOptions {
  readonly name: string;
  readonly session?: string | undefined;
  readonly experiment?: string | undefined;
  readonly subject?: string | undefined;
  readonly startedAt: Date;
  /** This very file. It is an error if it exists. */
  readonly path?: string | undefined;
  /** {@link defaultRecordingFolder} unless given. */
  readonly folder?: string | undefined;
  /**
   * The path inside the folder, without the extension. Placeholders: `{date}` (2025-03-31) and `{time}` (14-05-09) of the
   * start in local time, `{name}`, `{session}`, `{experiment}`, `{subject}`. A `/` makes sub-folders: `{experiment}/{session}/{date}_{name}`.
   * A placeholder without a value leaves nothing, and a folder of nothing is left out. Default: `{date}_{time}_{name}`.
   * A file of that name that exists is not touched: the new one becomes `..._2.mcap`, and so on.
   */
  readonly nameTemplate?: string | undefined;
}

export interface RecordingPath {
  readonly path: string;
  readonly whenExisting: ExistingFilePolicy;
}

/** @throws {HostError} `RECORDING_INVALID_NAME` */
export function recordingPath(options: RecordingPathOptions): RecordingPath {
  checkName('name', options.name);
  checkName('session', options.session);
  checkName('experiment', options.experiment);
  checkName('subject', options.subject);
  if (options.path !== undefined) {
    if (options.path.trim() === '') throw invalid('The path of a recording is empty. Give a file name.');
    return { path: resolve(options.path), whenExisting: 'fail' };
  }
  const segments = fileSegments(options);
  return {
    path: `${join(resolve(options.folder ?? defaultRecordingFolder()), ...segments)}.mcap`,
    whenExisting: 'number',
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const controlCharacters = /[\u0000-\u001f\u007f]/;

function checkName(what: string, text: string | undefined): void {
  if (text === undefined) return;
  if (typeof text !== 'string' || text.trim() === '' || text.length > 200 || controlCharacters.test(text)) {
    throw invalid(
      `The ${what} ${JSON.stringify(text)} of a recording is not valid: it is a text of 1 to 200 characters without line breaks.`,
    );
  }
}

function fileSegments(options: RecordingPathOptions): string[] {
  const template = options.nameTemplate ?? defaultNameTemplate;
  const { startedAt: at } = options;
  const two = (value: number): string => String(value).padStart(2, '0');
  const values = new Map([
    ['date', `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`],
    ['time', `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`],
    ['name', options.name],
    ['session', options.session ?? ''],
    ['experiment', options.experiment ?? ''],
    ['subject', options.subject ?? ''],
  ]);
  const segments = template.split('/').map((segment) =>
    portableFileName(
      segment.replace(/\{(\w*)\}/g, (placeholder, key: string) => {
        const value = values.get(key);
        if (value !== undefined) return value;
        throw invalid(
          `The name template ${JSON.stringify(template)} has the unknown placeholder ${placeholder}; ` +
            `there are ${Array.from(values.keys(), (known) => `{${known}}`).join(', ')}.`,
        );
      }),
    ),
  );
  if (segments.at(-1) === '') {
    throw invalid(
      `The name template ${JSON.stringify(template)} gives an empty file name. Use {name} or {time} in it.`,
    );
  }
  return segments.filter((segment) => segment !== '');
}

// Naming Files, Paths, and Namespaces, https://learn.microsoft.com/windows/win32/fileio/naming-a-file
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced.
const notInFileNames = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;
const windowsDevices = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
const longestNameBytes = 200;

/** The nearest name that every file system takes; no separator and no `..` survives. */
function portableFileName(text: string): string {
  let name = text.replace(notInFileNames, '_');
  while (Buffer.byteLength(name) > longestNameBytes) name = [...name].slice(0, -1).join('');
  name = name.replace(/^[\s._]+|[\s._]+$/g, '');
  return windowsDevices.test(name) ? `_${name}` : name;
}

function invalid(message: string): HostError {
  return new HostError('RECORDING_INVALID_NAME', message);
}
