import { awaitAnswer } from '@modlink/sdk';
import { GanglionError } from './errors.js';
import type { GanglionLink } from './link.js';
import { type FirmwareFormat, MessageParser } from './parser/index.js';
import type { CompleteSettings } from './settings.js';

/** The firmware of a board. */
export interface Firmware {
  /** How it sends samples. */
  readonly format: FirmwareFormat;
  /** As it tells it; `undefined` where it was not asked. */
  readonly version: string | undefined;
}

/**
 * Finds out how the board sends samples: from its software revision, or from what it prints when it is reset (OpenBCI
 * documentation, "Ganglion SDK").
 * @throws {GanglionError} `NO_ANSWER`; the signal's reason; {@link TransportError} when the connection closes.
 */
export async function detectFirmware(
  link: GanglionLink,
  { firmware, replyTimeoutMs }: CompleteSettings,
  signal: AbortSignal,
): Promise<Firmware> {
  if (firmware !== 'auto') return { format: firmware === '3' ? 3 : 2, version: undefined };
  const revision = versionIn((await link.readSoftwareRevision(signal)) ?? '', /^\s*v?(\d+\.\d+(\.\d+)?)/);
  return fromVersion(revision ?? (await askVersion(link, replyTimeoutMs, signal)));
}

function fromVersion(version: string): Firmware {
  return { format: Number.parseInt(version, 10) >= 3 ? 3 : 2, version };
}

function versionIn(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}

async function askVersion(link: GanglionLink, timeoutMs: number, signal: AbortSignal): Promise<string> {
  const messages = new MessageParser();
  try {
    return await awaitAnswer<string>(
      (resolve) => {
        link.onPacket((bytes) => {
          // The line is complete when something follows it.
          const version = versionIn(messages.push(bytes) ?? '', /Ganglion v(\d+\.\d+\.\d+)\s/);
          if (version !== undefined) resolve(version);
        });
        return link.send('v');
      },
      { connection: link, timeoutMs, signal, noAnswer: () => noAnswer(link, timeoutMs) },
    );
  } finally {
    link.onPacket(() => {});
  }
}

function noAnswer({ id }: GanglionLink, timeoutMs: number): GanglionError {
  return new GanglionError(
    'NO_ANSWER',
    `The Ganglion ${id} did not tell its firmware within ${timeoutMs} ms. Switch it off and on, or set firmware to "2" or "3".`,
    { subject: { path: id } },
  );
}
