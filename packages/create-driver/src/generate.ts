/** Writes a driver package: templates, one upon the other, in which names are replaced. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serializeError } from '@modlink/sdk';
import { layersOf } from './choices.js';
import type { DriverPlan } from './driver-plan.js';
import { CreateDriverError } from './errors.js';
import { driverPackageJson, providerOf } from './package-json.js';
import { releasedRanges } from './ranges.js';
import { quoted, streamsSource, streamsTable } from './stream-plan.js';
import type { Workspace } from './surroundings.js';

const ownFolder = fileURLToPath(new URL('..', import.meta.url));
const templates = join(ownFolder, 'templates');

/** Of a package that stands alone: a workspace has its own. */
const ownWays = ['.github', '.changeset', '.gitignore'];

/**
 * Writes the package.
 * @returns the files that were written, by their paths in the package.
 * @throws {CreateDriverError} `FOLDER_NOT_EMPTY`, `FOLDER_NOT_WRITABLE`: nothing was changed, or not all was written.
 */
export async function generateDriver(
  plan: DriverPlan,
  workspace: Workspace | undefined,
): Promise<readonly string[]> {
  await requireEmpty(plan.folder);
  const files = await driverFiles(plan, workspace);
  try {
    for (const [path, text] of files) {
      const file = join(plan.folder, path);
      await mkdir(dirname(file), { recursive: true });
      // Never over a file that is there.
      await writeFile(file, text, { flag: 'wx' });
    }
  } catch (error) {
    throw new CreateDriverError(
      'FOLDER_NOT_WRITABLE',
      `${plan.folder} could not be written: ${serializeError(error).message}. Give another folder, or the right to write there.`,
      { cause: error, subject: { path: plan.folder } },
    );
  }
  return [...files.keys()];
}

/** @throws {CreateDriverError} `FOLDER_NOT_EMPTY`. A folder that only has a git repository counts as empty. */
export async function requireEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if (serializeError(error).code === 'ENOENT') return [];
    throw new CreateDriverError(
      'FOLDER_NOT_WRITABLE',
      `${folder} is no folder that could be used: ${serializeError(error).message}.`,
      { cause: error, subject: { path: folder } },
    );
  });
  const others = entries.filter((name) => name !== '.git');
  if (others.length === 0) return;
  throw new CreateDriverError(
    'FOLDER_NOT_EMPTY',
    `${folder} is not empty: it has ${others.slice(0, 3).join(', ')}${others.length > 3 ? ' and more' : ''}. ` +
      'Nothing was changed. Give a folder that is new or empty.',
    { subject: { path: folder } },
  );
}

/** All files of the package: their paths in it, with `/`, and what they hold. */
export async function driverFiles(
  plan: DriverPlan,
  workspace: Workspace | undefined,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const layer of layersOf(plan.transport, plan.base)) {
    for (const [path, text] of await readLayer(join(templates, layer))) files.set(path, text);
  }
  const take = (path: string): string => {
    const text = files.get(path) ?? '';
    files.delete(path);
    return text;
  };
  // Of another name than package.json, which tools would take for one.
  const manifest = take('package.template.json');
  const release = take('RELEASE.md');
  files.set('README.md', readme(files.get('README.md') ?? '', release, plan, workspace));
  files.set('src/streams.ts', withStreams(files.get('src/streams.ts') ?? '', plan));
  for (const path of [...files.keys()]) {
    if (workspace !== undefined && ownWays.some((own) => path === own || path.startsWith(`${own}/`)))
      files.delete(path);
    else files.set(path, withNames(files.get(path) ?? '', plan));
  }
  const ranges = await releasedRanges();
  files.set('package.json', driverPackageJson(manifest, { plan, workspace, ranges }));
  files.set('LICENSE', await license(plan));
  return files;
}

/** A name that begins with `_` stands for one with a point, which npm would leave out of this package. */
async function readLayer(folder: string): Promise<readonly (readonly [path: string, text: string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = relative(folder, file).split(sep).join('/').replace(/^_/, '.');
        return [path, await readFile(file, 'utf8')] as const;
      }),
  );
}

function withStreams(source: string, { streams }: DriverPlan): string {
  return source.replace(/ *\/\/ <streams>\n.*\/\/ <\/streams>\n/s, () => `${streamsSource(streams)}\n`);
}

function readme(
  template: string,
  release: string,
  { streams, license }: DriverPlan,
  workspace: Workspace | undefined,
): string {
  return template
    .replace('<!-- streams -->', () => streamsTable(streams))
    .replace('<!-- release -->\n\n', () => (workspace === undefined ? `${release}\n` : ''))
    .replace('LICENSE-NAME', license);
}

/** Puts the names of the driver in the place of the template's. */
function withNames(text: string, plan: DriverPlan): string {
  const { usb } = plan;
  const replacements: readonly (readonly [string, string])[] = [
    ['template-package', plan.packageName],
    ['template-sensor', plan.driverId],
    ['template_sensor', plan.deviceName],
    ['TemplateSensor', plan.className],
    ["'Template sensor'", quoted(plan.displayName)],
    ['Template sensor', plan.displayName],
    ["'template'", `'${providerOf(plan.transport)}'`],
    ["'1209'", `'${usb.vendorId}'`],
    ["'0001'", `'${usb.productId}'`],
    ['0x1209', `0x${usb.vendorId}`],
    ['0x0001', `0x${usb.productId}`],
    ['6e400001-b5a3-f393-e0a9-e50e24dcca9e', plan.bleService],
  ];
  return replacements.reduce((made, [from, to]) => made.replaceAll(from, () => to), text);
}

async function license({ license, author }: DriverPlan): Promise<string> {
  if (license === 'Apache-2.0') return readFile(join(ownFolder, 'LICENSE'), 'utf8');
  const template = await readFile(join(templates, 'licenses', 'MIT.txt'), 'utf8');
  return template.replace('YEAR', String(new Date().getFullYear())).replace('AUTHOR', () => author);
}
