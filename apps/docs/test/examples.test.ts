/** The examples in READMEs and pages do what they say: they run, or fit the types; each says which, and why. */
import { execFile } from 'node:child_process';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createHost, exportRecording, type FoundDevice } from '@modlink/host';
import { startServer } from '@modlink/server';
import { part, pythonPath } from '@modlink/test-parts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Application, createApplication } from './support/application.js';
import { checkedElsewhere, exampleChecks } from './support/checks.js';
import { codeBlocks, repository } from './support/markdown.js';

const run = promisify(execFile);
const numpy = await part('numpy');
const h5py = await part('h5py');
const mne = await part('mne');

const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');

const programs = codeBlocks.filter(({ language }) => /^(ts|js|python)$/.test(language));
const block = (name: string) =>
  programs.find((each) => each.name === name) ?? expect.fail(`there is no ${name}`);
const fileOf = (name: string) => name.replace(/\.md /, ' ').replaceAll(/[^a-zA-Z0-9]+/g, '-');

let application: Application;
beforeAll(async () => {
  application = await createApplication();
});
afterAll(() => application[Symbol.asyncDispose]());

it('every example has its check, and every check its example', () => {
  const names = programs.map(({ name }) => name).filter((name) => !checkedElsewhere.test(name));
  expect(names.toSorted(), 'each stands in test/support/checks.ts').toEqual(
    Object.keys(exampleChecks).toSorted(),
  );
});

describe('examples in JavaScript and TypeScript', () => {
  it('fit the types', { timeout: 120_000 }, async () => {
    const folder = join(application.folder, 'types');
    await mkdir(folder);
    for (const { name, language, code } of programs) {
      const check = exampleChecks[name];
      if (check === undefined || check.how === 'package' || language === 'python') continue;
      const { context = '', after = '' } = check.how === 'types' ? check : {};
      await writeFile(join(folder, `${fileOf(name)}.ts`), `${context}\n${code}\n${after}\nexport {};\n`);
    }
    // JavaScript leaves out what TypeScript would ask for, such as what to do when nothing is found.
    const compilerOptions = {
      target: 'ES2023',
      lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'],
      module: 'NodeNext',
      strict: false,
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error) => error);
    expect(stdout).toBe('');
  });
});

describe('examples that run', () => {
  const inFolder = () => ({
    cwd: application.folder,
    env: { ...process.env, HOME: application.folder, MODLINK_HOME: join(application.folder, 'home') },
  });

  /** Node 20 knows neither types nor `using`: the compiler writes all of them out, at once. */
  beforeAll(async () => {
    const sources: string[] = [];
    for (const { name, language, code } of programs) {
      if (exampleChecks[name]?.how !== 'run' || language === 'python') continue;
      sources.push(join(application.folder, `${fileOf(name)}.mts`));
      await writeFile(sources.at(-1) ?? '', code);
    }
    const options = ['--target', 'ES2023', '--module', 'NodeNext', '--noCheck', '--types', 'node'];
    await run(process.execPath, [tsc, ...sources, ...options], { cwd: application.folder });
  }, 60_000);

  /** Runs an example. @returns what it printed. */
  async function output(name: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
    const { cwd, env } = inFolder();
    const { stdout, stderr } = await run(process.execPath, [`${fileOf(block(name).name)}.mjs`], {
      cwd,
      env: { ...env, ...environment },
    });
    expect(stderr).toBe('');
    return stdout;
  }

  const python = async (name: string, code = block(name).code) =>
    (await run(pythonPath, ['-c', code], inFolder())).stdout;

  /** A second of EEG, under the name that the examples give it. */
  beforeAll(async () => {
    const { folder } = application;
    await using host = await createHost({
      home: join(folder, 'home'),
      appRoot: folder,
      recordingsFolder: folder,
    });
    const { devices } = await host.search({ driverId: 'synthetic' });
    const device = await host.connect(devices.find(({ title }) => title.includes('EEG')) as FoundDevice);
    const recording = await host.recordings.start({ name: 'rest' });
    await device.startStreaming();
    recording.mark('now');
    await vi.waitFor(() => expect(recording.snapshot().samples).toBeGreaterThan(200), { timeout: 20_000 });
    await device.disconnect();
    await rename((await recording.finish()).path, join(folder, 'rest.mcap'));
    await mkdir(join(folder, 'results'));
    await mkdir(join(folder, 'recordings'));
    const input = join(folder, 'rest.mcap');
    await exportRecording({ input, format: 'hdf5', output: join(folder, 'results') });
    await exportRecording({ input, format: 'edf', output: join(folder, 'results') });
    await exportRecording({ input, format: 'xdf', output: join(folder, 'rest') });
  }, 60_000);

  it('the first program of the guide records', { timeout: 60_000 }, async () => {
    expect(await output('apps/docs/guide/start.md js 1')).toMatch(/\.mcap\n$/);
  });

  it('a server is started and answers', { timeout: 60_000 }, async () => {
    expect(await output('apps/server/README.md ts 1')).toBe('ok\n');
  });

  it('a client connects a device and reads its frames', { timeout: 60_000 }, async () => {
    await using host = await createHost({
      home: join(application.folder, 'served'),
      appRoot: application.folder,
    });
    await using server = await startServer(host, { port: 0 });
    const printed = await output('packages/client/README.md ts 1', { MODLINK_URL: server.url });
    expect(printed.trim().split('\n')).toHaveLength(5);
    expect(printed).toMatch(/^synthetic_eeg\.01:eeg \d+n \[ 8, \d+ \] -?\d/);
  });

  it('recordings are read', { timeout: 60_000 }, async () => {
    const printed = await output('packages/recording/README.md js 1');
    expect(printed).toMatch(/^rest \d+(\.\d+)? true \[ 'synthetic_eeg\.01:eeg: \d+' \]/);
    expect(printed).toMatch(/marker now/);
    expect(await output('packages/recording/README.md js 2')).toMatch(/^synthetic_eeg\.01:eeg device /);
  });

  it('recordings are exported, and NumPy reads what came of it', { timeout: 60_000 }, async () => {
    expect(await output('packages/export/README.md js 1')).toMatch(
      /rest\.synthetic_eeg\.01\.eeg\.npz \d+ \d+/,
    );
    if (!numpy.available) return;
    expect(await python('packages/export/README.md python 1')).toMatch(/^\['Fp1' .*\] \(\d+, 8\) \d{4}-/);
    expect(await python('apps/docs/guide/export.md python 1')).toMatch(/^\['Fp1' .*\] \(\d+, 8\)\n\d{4}-/);
  });

  it('files of other programs are imported', { timeout: 60_000 }, async () => {
    expect(await output('packages/import/README.md js 1')).toMatch(/rest\.mcap xdf \d+\n.*eeg \d+\n/);
  });

  it('an installer lists what is installed: nothing', { timeout: 60_000 }, async () => {
    expect(await output('packages/installer/README.md ts 1')).toBe('');
  });

  h5py.describe('with h5py', () => {
    it('HDF5 is read', async () => {
      expect(await python('packages/export/README.md python 2')).toMatch(/^\['Fp1' .*\] \(\d+, 8\) \[/);
      expect(await python('apps/docs/guide/export.md python 2')).toMatch(
        /^\['Fp1', .*\] \(\d+, 8\)\n(.+ s\n)*now -?\d.* s\n/,
      );
    });
  });

  mne.describe('with MNE', () => {
    it('EDF+ is read', { timeout: 60_000 }, async () => {
      expect(await python('apps/docs/guide/export.md python 3')).toMatch(/^\['EEG Fp1.*\] 250\.0 {.*'now'/);
    });

    // The Python of PsychoPy brings requests, and so does that of MNE.
    it('a marker is set from another program', { timeout: 60_000 }, async () => {
      const home = join(application.folder, 'marked');
      await using host = await createHost({ home, appRoot: application.folder, recordingsFolder: home });
      await using server = await startServer(host, { port: 0 });
      const recording = await host.recordings.start({ name: 'marked' });
      const name = 'apps/docs/guide/record.md python 1';
      const printed = await python(name, block(name).code.replace('http://127.0.0.1:7788', server.url));
      expect(printed).toMatch(/^\d{19}\n$/);
      expect(recording.snapshot().events).toBe(1);
    });
  });
});

numpy.describe('examples in Python', () => {
  it('can be compiled', async () => {
    const sources = programs.filter(({ language }) => language === 'python').map(({ code }) => code);
    const script = 'import json, sys\nfor source in json.load(sys.stdin): compile(source, "example", "exec")';
    const compiled = execFile(pythonPath, ['-c', script]);
    compiled.stdin?.end(JSON.stringify(sources));
    const code = await new Promise((resolve) => compiled.on('close', resolve));
    expect(code).toBe(0);
  });
});
