/** A copy of the repository in which a release is rehearsed: built packages and notes, without sources and tests. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { type Manifest, packages, published, repository } from './workspace.js';

const run = promisify(execFile);
const left = new Set(['node_modules', '.git', '.turbo', '.test-results', 'src', 'test', 'bench']);

export interface ReleaseCopy {
  readonly folder: string;
  /** Writes a note for users, as `npm run changeset` does. @param bump - as in `"@modlink/sdk": minor`. */
  note(name: string, bump: string): Promise<void>;
  /** What `npm run version-packages` does to versions, ranges and changelogs. */
  changesetVersion(): Promise<void>;
  manifest(folder: string): Promise<Manifest>;
  /** What `npm run release` does once everything is built. @returns the names and versions of what was published. */
  changesetPublish(registryUrl: string): Promise<readonly string[]>;
  /** Packs every published package as `pnpm publish` does. @returns the files. */
  packTarballs(): Promise<readonly string[]>;
  /** Packs them, and unpacks them. @returns the unpacked folders. */
  pack(): Promise<readonly string[]>;
}

/** Copies the repository. The copy goes with the test. */
export async function copyForRelease(): Promise<ReleaseCopy> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modlink-release-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const name of ['package.json', 'pnpm-workspace.yaml', '.changeset', 'LICENSE']) {
    await cp(join(repository, name), join(folder, name), { recursive: true });
  }
  for (const { folder: each, path, manifest } of packages) {
    if (manifest.private) {
      await cp(join(path, 'package.json'), join(folder, each, 'package.json'));
      continue;
    }
    // Of the package itself: templates have sources and tests, too.
    const filter = (source: string) => !left.has(relative(path, source));
    await cp(path, join(folder, each), { recursive: true, filter });
  }
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const binary = (name: string) => join(repository, 'node_modules', '.bin', name);
  // Changelogs name the commit of each note.
  await run('git', ['init', '--quiet'], { cwd: folder });
  await run('git', ['add', '.changeset'], { cwd: folder });
  const author = ['-c', 'user.name=Release', '-c', 'user.email=release@example.org'];
  await run('git', [...author, 'commit', '--quiet', '--message', 'Notes'], { cwd: folder });
  const packTarballs = async (): Promise<readonly string[]> => {
    const tarballs = join(folder, 'tarballs');
    const filters = published.flatMap(({ folder: each }) => ['--filter', `./${each}`]);
    await run(binary('pnpm'), ['--recursive', ...filters, 'pack', '--pack-destination', tarballs], {
      cwd: folder,
      maxBuffer: 16 * 1024 * 1024,
    });
    return (await readdir(tarballs)).map((tarball) => join(tarballs, tarball));
  };
  return {
    folder,
    note: (name, bump) =>
      writeFile(join(folder, '.changeset', `${name}.md`), `---\n${bump}\n---\n\nSomething changed.\n`),
    async changesetVersion() {
      await run(binary('changeset'), ['version'], { cwd: folder });
    },
    async manifest(each) {
      return JSON.parse(await readFile(join(folder, each, 'package.json'), 'utf8')) as Manifest;
    },
    async changesetPublish(registryUrl) {
      const { host } = new URL(registryUrl);
      // A registry asks who publishes; the one of the tests takes anybody.
      const npmrc = `registry=${registryUrl}\n//${host}/:_authToken=anybody\n`;
      await writeFile(join(folder, '.npmrc'), npmrc);
      const { stdout } = await run(binary('changeset'), ['publish', '--no-git-tag'], {
        cwd: folder,
        env: {
          ...process.env,
          // Changesets asks for versions there, pnpm publishes to that of .npmrc.
          npm_config_registry: registryUrl,
          PATH: `${join(repository, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`,
        },
        maxBuffer: 16 * 1024 * 1024,
      });
      const [, published = ''] = stdout.split('packages published successfully:');
      return [...published.matchAll(/(\S+@\d+\.\d+\.\d+)/g)].map(([, name = '']) => name).toSorted();
    },
    packTarballs,
    async pack() {
      return Promise.all(
        (await packTarballs()).map(async (tarball) => {
          const unpacked = join(folder, 'unpacked', basename(tarball, '.tgz'));
          await mkdir(unpacked, { recursive: true });
          await run('tar', ['-xzf', tarball, '-C', unpacked]);
          return join(unpacked, 'package');
        }),
      );
    },
  };
}
