/** Driver packages made for a test, and the folders that they are installed in. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { onTestFinished } from 'vitest';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-installer-'));
  // npm's cache may still be written when a download was refused.
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return folder;
}

export interface Fixture {
  readonly name: string;
  readonly version: string;
  /** What else stands in its package.json. */
  readonly packageJson?: object;
  /** Files beside package.json, by path. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

/** A package that has one driver; its module gives the version, so that a test sees which one runs. */
export function driverFixture(
  name: string,
  version: string,
  { driverId = name.replace(/^.*driver-/, ''), ...more }: { driverId?: string } & Partial<Fixture> = {},
): Fixture {
  const { packageJson = {}, files = {} } = more;
  return {
    name,
    version,
    packageJson: {
      type: 'module',
      description: `The test driver ${driverId}`,
      keywords: ['modlink-driver'],
      modlink: {
        apiVersion: 1,
        drivers: { [driverId]: { entry: './index.js', displayName: driverId, providers: ['test'] } },
      },
      ...packageJson,
    },
    files: { 'index.js': `export const version = ${JSON.stringify(version)};\n`, ...files },
  };
}

/** Writes a package into a folder. */
export async function writeFixture({ name, version, packageJson, files = {} }: Fixture): Promise<string> {
  const folder = join(await temporaryFolder(), 'package');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version, ...packageJson }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** Packs a package as `npm pack` does. */
export async function packFixture(fixture: Fixture): Promise<string> {
  const folder = await writeFixture(fixture);
  const tarball = join(dirname(folder), 'fixture.tgz');
  await create({ cwd: dirname(folder), file: tarball, gzip: true, portable: true }, ['package']);
  return tarball;
}
