import { stat } from 'node:fs/promises';
import { serializeError } from '@modlink/sdk';
import npa from 'npm-package-arg';
import { InstallerError } from '../installer-error.js';

/** What somebody asked to be installed. */
export type PackageSpec =
  | {
      readonly source: 'registry';
      readonly name: string;
      /** A range, a version or a tag; `latest` when none was given. */
      readonly wanted: string;
    }
  | { readonly source: 'tarball' | 'folder'; readonly path: string }
  | { readonly source: 'url'; readonly url: string };

/**
 * Reads what somebody asked for: `name`, `name@range`, the path of a tarball or a folder, or the URL of a tarball.
 * @param folder - what relative paths begin at.
 * @throws {InstallerError} `SPEC_INVALID`, `SPEC_NOT_ALLOWED`
 */
export async function parseSpec(text: string, folder: string): Promise<PackageSpec> {
  const spec = readSpec(text, folder);
  switch (spec.type) {
    case 'range':
    case 'version':
    case 'tag':
      if (spec.name === null) throw invalid(text);
      return {
        source: 'registry',
        name: spec.name,
        wanted: spec.rawSpec === '' || spec.rawSpec === '*' ? 'latest' : spec.rawSpec,
      };
    case 'file':
    case 'directory': {
      const path = String(spec.fetchSpec);
      const found = await stat(path).catch((cause) => {
        throw new InstallerError('SPEC_INVALID', `There is no file or folder ${path}. Correct the path.`, {
          cause,
          subject: { path },
        });
      });
      return { source: found.isDirectory() ? 'folder' : 'tarball', path };
    }
    case 'remote': {
      const url = String(spec.fetchSpec);
      if (isTrustworthy(url)) return { source: 'url', url };
      throw notAllowed(text, 'a tarball is fetched by https only');
    }
    case 'git':
      throw notAllowed(
        text,
        'packages are not built from git: publish it, or pack it (npm pack) and install the tarball',
      );
    default:
      throw notAllowed(text, 'an alias would hide whose package it is');
  }
}

/** Whether a text names a package of the registry, and no path or URL: nothing is looked at for that. */
export function isRegistrySpec(text: string): boolean {
  try {
    const { type, name } = npa(text, '/');
    return name !== null && ['range', 'version', 'tag'].includes(type);
  } catch {
    return false;
  }
}

/** @throws {InstallerError} `SPEC_INVALID` when no package can have this name: nothing is made of it then, least of all a path. */
export function requirePackageName(name: string): void {
  if (isRegistrySpec(name) && npa(name, '/').name === name) return;
  throw invalid(name);
}

function readSpec(text: string, folder: string): npa.Result {
  try {
    return npa(text, folder);
  } catch (cause) {
    throw invalid(text, cause);
  }
}

/** Without encryption anybody in between may send another package; on this machine there is nobody in between. */
function isTrustworthy(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function invalid(text: string, cause?: unknown): InstallerError {
  const reason = cause === undefined ? '' : ` (${serializeError(cause).message})`;
  return new InstallerError(
    'SPEC_INVALID',
    `${JSON.stringify(text)} names no package${reason}. Give a name, as in "modlink-driver-x" or "modlink-driver-x@^1.2.0", ` +
      'the path of a tarball or of a folder, or the URL of a tarball.',
    { cause },
  );
}

function notAllowed(text: string, reason: string): InstallerError {
  return new InstallerError('SPEC_NOT_ALLOWED', `${JSON.stringify(text)} is not installed: ${reason}.`);
}
