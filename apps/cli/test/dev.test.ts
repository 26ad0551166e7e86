/** A driver that is written while it runs: its folder is built and loaded, and again after each change. */
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fixtures, patience, type RunningCli, Workplace } from './support/cli.js';

const place = new Workplace();
const sdk = fileURLToPath(new URL('../node_modules/@modlink/sdk', import.meta.url));

/** A fixture in a folder of its own, where it can be changed. */
async function openDriver(
  fixture = 'developed',
): Promise<{ folder: string; change(from: string, to: string): Promise<void> }> {
  const folder = place.path(`developed-${Math.random()}`);
  await cp(`${fixtures}${fixture}`, folder, { recursive: true });
  await mkdir(`${folder}/node_modules/@modlink`, { recursive: true });
  await symlink(sdk, `${folder}/node_modules/@modlink/sdk`, 'junction');
  const source = `${folder}/src/driver.js`;
  return {
    folder,
    async change(from, to) {
      await writeFile(source, (await readFile(source, 'utf8')).replace(from, to));
    },
  };
}

function develop(folder: string, ...args: readonly string[]): RunningCli {
  const cli = place.start(['dev', folder, '--port', '0', '--json', ...args]);
  onTestFinished(async () => {
    cli.child.kill('SIGINT');
    await cli.finished;
  });
  return cli;
}

/** The n-th line of a kind, from 0. */
async function line(cli: RunningCli, type: string, index = 0) {
  const found = () => cli.lines().filter((each) => each.type === type)[index];
  await vi.waitFor(() => expect(found(), cli.stdout + cli.stderr).toBeDefined(), patience);
  return found()!;
}

/** What a capture has of a serial device that says something on its own, and stays. */
const said = (text: string): readonly unknown[] => [
  {
    ...{ format: 'modlink-capture', version: 1, startNs: '1700000000000000000', kind: 'serial' },
    open: { method: 'open', options: { path: '/dev/ttyTALK', baudRate: 9_600 } },
    ...{ device: { path: '/dev/ttyTALK', identity: 'path:/dev/ttyTALK' }, software: {} },
  },
  [1_000_000, 'result', 0],
  [50_000_000, 'data', Buffer.from(text).toString('base64')],
];

describe('modlink dev', { timeout: 120_000 }, () => {
  it('builds and loads the driver, and what changes; a build that fails leaves the version before', async () => {
    const { folder, change } = await openDriver();
    const cli = develop(folder);
    const { url } = await line(cli, 'started');
    const ask = async (path: string) =>
      (await (await fetch(`${url}/api/v1${path}`)).json()) as { devices: { state: string }[] };
    expect(await line(cli, 'loaded')).toMatchObject({
      driverIds: ['developed'],
      deviceIds: ['developed.01'],
    });
    const state = async () => (await ask('/devices')).devices[0]?.state;
    expect(await state()).toBe('streaming');
    const reports = () => cli.stdout.match(/version \d is connected/g) ?? [];
    await vi.waitFor(() => expect(reports()).toEqual(['version 1 is connected']), patience);

    await change('version = 1', 'version = 2');
    await line(cli, 'loaded', 1);
    expect(reports()).toEqual(['version 1 is connected', 'version 2 is connected']);
    expect(await state()).toBe('streaming');
    expect(cli.lines().filter((each) => each.type === 'event')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ event: expect.objectContaining({ type: 'restarted' }) }),
      ]),
    );

    await change('version = 2', 'version = = 3');
    expect(await line(cli, 'build-failed')).toMatchObject({ output: expect.stringContaining('SyntaxError') });
    expect(await state()).toBe('streaming');
    expect(JSON.stringify(await ask('/logs'))).toMatch(/modlink dev.*The build failed.*SyntaxError/);
    expect(reports()).toHaveLength(2);

    await change('version = = 3', 'version = 4');
    await line(cli, 'loaded', 2);
    expect(reports().at(-1)).toBe('version 4 is connected');
    expect(await state()).toBe('streaming');
    // The build writes into the package: that is no change of its sources.
    expect(cli.lines().filter(({ type }) => type === 'built')).toHaveLength(3);
  });

  it('says what to do where what builds the driver is not installed', async () => {
    const { folder } = await openDriver();
    const manifest = await readFile(`${folder}/package.json`, 'utf8');
    await writeFile(`${folder}/package.json`, manifest.replace('node build.js', 'no-such-compiler'));
    const { output } = await line(develop(folder), 'build-failed');
    expect(output).toMatch(process.platform === 'win32' ? /no-such-compiler/ : /dependencies: npm install$/);
  });

  it('says what keeps a driver from being loaded, and loads it when it is mended', async () => {
    const { folder, change } = await openDriver();
    await change('version = 1', "version = 1;\nthrow new Error('not yet')");
    const cli = develop(folder);
    expect(await line(cli, 'load-failed')).toMatchObject({
      driverId: 'developed',
      error: { message: expect.stringContaining('not yet') },
    });
    await change("throw new Error('not yet')", '');
    expect(await line(cli, 'loaded')).toMatchObject({ deviceIds: ['developed.01'] });
  });

  it('plays a capture in place of a device, and again to what was changed', async () => {
    const { folder, change } = await openDriver('listening');
    const capture = `${folder}/device.capture.jsonl`;
    await writeFile(
      capture,
      `${said('hello')
        .map((each) => JSON.stringify(each))
        .join('\n')}\n`,
    );
    const cli = develop(folder, '--simulate', capture);
    expect(await line(cli, 'loaded')).toMatchObject({ deviceIds: ['listening.01'] });
    await cli.says('version 1 heard hello');

    await change('version = 1', 'version = 2');
    await line(cli, 'loaded', 1);
    await cli.says('version 2 heard hello');
  });

  it('says what is wrong with a capture that it cannot play', async () => {
    const { folder } = await openDriver('listening');
    const { exitCode, stderr } = await place.run('dev', folder, '--simulate', place.path('gone.jsonl'));
    expect(exitCode).toBe(6);
    expect(stderr).toContain('CAPTURE_NOT_READABLE');
  });

  it('refuses a folder without a driver', async () => {
    const { exitCode, stderr } = await place.run('dev', place.folder);
    expect(exitCode).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(
      /package\.json could not be read.*npm create modlink-driver/,
    );
  });
});
