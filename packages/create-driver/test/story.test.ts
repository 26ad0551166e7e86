/** From nothing to a driver that is checked and runs: with the programs, as its author uses them. */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { modlink, Nursery, runNode } from './support/generated.js';

const nursery = await Nursery.open();
afterAll(() => nursery.close());

const patience = { timeout: 60_000, interval: 100 };

it('a driver that was just made is built, and has nothing that "modlink driver check" finds', async () => {
  await nursery.create('plate', '--stream', 'force:signal:2:100:N', '--yes', '--no-git');
  expect(await nursery.build(['plate'])).toMatchObject({ exitCode: 0 });
  const env = { MODLINK_HOME: join(nursery.folder, 'home') };
  const checked = await runNode([modlink, 'driver', 'check', '--json'], join(nursery.folder, 'plate'), env);
  const { results, problems } = JSON.parse(checked.stdout) as {
    results: { check: string; level: string; message: string }[];
    problems: number;
  };
  expect(results.filter(({ level }) => level !== 'ok')).toEqual([]);
  expect(problems).toBe(0);
  expect(results.find(({ check }) => check === 'conformance')?.message).toBe('27 rules kept');
}, 120_000);

it('"modlink dev" streams it, and what is written next', async () => {
  await nursery.create('source', '--transport', 'none', '--stream', 'level:signal:1:50', '--yes', '--no-git');
  const folder = join(nursery.folder, 'source');
  const child = spawn(process.execPath, [modlink, 'dev', '--port', '0', '--json'], {
    cwd: folder,
    env: { ...process.env, MODLINK_HOME: join(nursery.folder, 'home'), MODLINK_KEEP_AWAKE: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.on('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGINT');
    await exited;
  });
  let seen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen += text;
  });
  const count = (text: string) => seen.split(text).length - 1;
  await expect.poll(() => count('"type":"loaded"'), patience).toBe(1);
  expect(seen).toContain('"deviceIds":["source.01"]');
  const driver = join(folder, 'src', 'driver.ts');
  const before = await readFile(driver, 'utf8');
  await writeFile(driver, before.replace('connectDevice(): void {', 'connectDevice(): void {\n    oops;'));
  await expect.poll(() => count('"type":"build-failed"'), patience).toBe(1);
  expect(seen).toMatch(/src\/driver\.ts.*oops/);
  const greeting = "connectDevice(): void {\n    this.report('info', 'the next version');";
  await writeFile(driver, before.replace('connectDevice(): void {', greeting));
  await expect.poll(() => count('"type":"loaded"'), patience).toBe(2);
  expect(seen).toContain('the next version');
  expect(seen).toContain('"type":"restarted"');
}, 180_000);

it('the example of the README makes a driver', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
  await writeFile(join(nursery.folder, 'example.mjs'), code);
  const ran = await runNode(['example.mjs'], nursery.folder);
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toContain("'src/driver.ts'");
  const manifest = JSON.parse(await readFile(join(nursery.folder, 'drivers/my-sensor/package.json'), 'utf8'));
  expect(manifest.modlink.drivers['my-sensor'].transports).toEqual(['ble']);
});
