/** What is in the package. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pluralText, sizeText } from '../output/quantities.js';
import { type CheckResult, doubtful, passed, wrong } from './check-result.js';
import type { PackedFile, PackedPackage } from './packed-package.js';

/** Unpacked. Drivers of this project have some 100 kB. */
const largeBytes = 10e6;
/** Secrets are short texts; larger files are data. */
const mostSearchedBytes = 1e6;

/** Names of files that hold secrets. */
const secretNames = [
  /(^|\/)\.env(\.|$)/,
  /(^|\/)\.(npmrc|netrc|git-credentials|pypirc)$/,
  /(^|\/)id_(rsa|dsa|ecdsa|ed25519)$/,
  /\.(pem|key|p12|pfx|jks|keystore)$/,
];
/** What secrets look like: a private key, and tokens of npm and GitHub by the beginnings that those gave them. */
const secretTexts = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}\b/,
  /\bgithub_pat_\w{82}\b/,
];
/** What no user of a driver needs. */
const unneeded = [
  /(^|\/)node_modules\//,
  /(^|\/)\.git(hub)?\//,
  /\.tgz$/,
  /(^|\/)coverage\//,
  /\.tsbuildinfo$/,
  /(^|\/)tests?\/|\.(test|spec)\.[cm]?[jt]s$/,
];

export async function checkContent(packed: PackedPackage): Promise<readonly CheckResult[]> {
  const { files } = packed;
  const secrets = await findSecrets(packed);
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const results: CheckResult[] = secrets.map((path) =>
    wrong(
      'content',
      'SECRET_PACKED',
      `${path} would be published, and looks like a secret.`,
      'Leave it out: "files" in package.json names what is packed. Where it was published before, revoke it.',
    ),
  );
  const others = files.filter(({ path }) => unneeded.some((pattern) => pattern.test(path)));
  if (others.length > 0) {
    results.push(
      doubtful(
        'content',
        'UNNEEDED_PACKED',
        `${pluralText(others.length, 'file')} would be published that no user needs: ${examples(others)}.`,
        'Leave them out: "files" in package.json names what is packed.',
      ),
    );
  }
  for (const name of ['README', 'LICENSE']) {
    if (files.some(({ path }) => new RegExp(`^${name}(\\.|$)`, 'i').test(path))) continue;
    results.push(
      doubtful(
        'content',
        'DOCUMENT_MISSING',
        `There is no ${name} in the package.`,
        `Write one: it is what people ${name === 'README' ? 'read on npm' : 'need to be allowed to use it'}.`,
      ),
    );
  }
  if (totalBytes > largeBytes) {
    results.push(
      doubtful(
        'content',
        'PACKAGE_LARGE',
        `The package has ${sizeText(totalBytes)} unpacked: ${examples([...files].sort((a, b) => b.sizeBytes - a.sizeBytes))}.`,
        'Leave out what is not needed to run the driver.',
      ),
    );
  }
  if (results.some(({ level }) => level === 'problem')) return results;
  return [
    passed('content', `${pluralText(files.length, 'file')}, ${sizeText(totalBytes)} unpacked`),
    ...results,
  ];
}

async function findSecrets({ folder, files }: PackedPackage): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { path, sizeBytes } of files) {
    if (secretNames.some((pattern) => pattern.test(path))) found.push(path);
    else if (sizeBytes <= mostSearchedBytes) {
      const text = await readFile(join(folder, path), 'latin1');
      if (secretTexts.some((pattern) => pattern.test(text))) found.push(path);
    }
  }
  return found;
}

function examples(files: readonly PackedFile[]): string {
  const names = files.slice(0, 3).map(({ path, sizeBytes }) => `${path} (${sizeText(sizeBytes)})`);
  return `${names.join(', ')}${files.length > 3 ? ' ...' : ''}`;
}
