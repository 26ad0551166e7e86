/** What helps to understand a problem, in one file to attach to a bug report. */
import { homedir } from 'node:os';
import { strToU8, zipSync } from 'fflate';
import type { Host } from '../host.js';
import { diagnosticParts } from './diagnostic-parts.js';
import { maskText } from './mask-secrets.js';

export interface DiagnosticBundleOptions {
  /** The lines of a log, the oldest first. */
  readonly log?: readonly object[] | undefined;
  /** What the application knows besides: values that JSON holds, by the names of their files. */
  readonly more?: Readonly<Record<string, unknown>> | undefined;
  /** Texts that must not be in it, besides the secrets among the settings: the token of a server. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * Makes a diagnostic bundle: a zip of JSON files with versions, facts of the system, drivers and what is wrong with them, devices,
 * streams, the latest recordings, settings, health histories, and the log. Secrets are left out, wherever they stand, and the
 * user's home folder is `~`. What cannot be had stands there as the error.
 */
export async function diagnosticBundle(
  host: Host,
  { log = [], more = {}, secrets = [] }: DiagnosticBundleOptions = {},
): Promise<Uint8Array> {
  const own = await diagnosticParts(host);
  const known = [...secrets, ...own.secrets];
  const files = Object.entries({ ...own.parts, ...more }).map(
    ([name, content]) => [`${name}.json`, jsonText(content, 2)] as const,
  );
  const lines = log.map((line) => `${jsonText(line)}\n`).join('');
  return zipSync(
    Object.fromEntries(
      [...files, ['log.jsonl', lines] as const].map(([name, text]) => [
        name,
        strToU8(withoutHome(maskText(text, known))),
      ]),
    ),
  );
}

const jsonText = (content: unknown, indent?: number): string =>
  JSON.stringify(content ?? null, (_, value) => (typeof value === 'bigint' ? String(value) : value), indent);

/** Whose machine it is is nobody's business. */
function withoutHome(text: string): string {
  const home = homedir();
  return home.length < 3 ? text : text.replaceAll(JSON.stringify(home).slice(1, -1), '~');
}
