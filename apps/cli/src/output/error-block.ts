import { type ErrorSubject, isModlinkError, serializeError } from '@modlink/sdk';
import wrapAnsi from 'wrap-ansi';
import type { Colors } from './output.js';

export interface ErrorBlockOptions {
  readonly colors: Colors;
  readonly columns: number;
  readonly debug: boolean;
}

const subjectWords: Readonly<Record<keyof ErrorSubject, string>> = {
  driverId: 'driver',
  deviceId: 'device',
  streamId: 'stream',
  package: 'package',
  path: 'path',
};

/** An error as one block: what, why and what to do; then its code and what it is about; the stack only when asked for. */
export function errorBlock(error: unknown, { colors, columns, debug }: ErrorBlockOptions): string {
  const { code, message, subject = {}, stack } = serializeError(error);
  const about = Object.entries(subject).map(
    ([key, value]) => `${subjectWords[key as keyof ErrorSubject]} ${value}`,
  );
  const lines = [
    ...wrapped(`${colors.red('Error:')} ${message}`, columns),
    ...wrapped(colors.dim([code, ...about].join(' · ')), columns),
  ];
  if (debug) lines.push(...causes(error, stack));
  else if (!isModlinkError(error))
    lines.push(...wrapped('  Run it again with --debug to see where.', columns));
  return lines.join('\n');
}

/** The first line from the edge, those that follow indented. */
function wrapped(text: string, columns: number): string[] {
  return wrapAnsi(text, Math.max(columns - 2, 20), { trim: false })
    .split('\n')
    .map((line, index) => (index === 0 ? line : `  ${line.trimStart()}`).trimEnd());
}

function causes(error: unknown, stack: string | undefined): string[] {
  const own = (stack ?? '').split('\n').map((line) => `  ${line}`);
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? own : [...own, '  Caused by:', ...causes(cause, serializeError(cause).stack)];
}
