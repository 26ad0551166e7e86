/** Several hosts of one user at the same time, each in a process of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const settingsModule = new URL('../../dist/settings/index.js', import.meta.url).href;
const program = `
  const { openSettings } = await import(${JSON.stringify(settingsModule)});
  const [, folder, name] = process.argv;
  const { devices } = await openSettings({ folder });
  const ids = [];
  for (let i = 0; i < 25; i++) ids.push(await devices.deviceIdFor('driver', 'device.01', name + i));
  console.log(JSON.stringify(ids));
`;

it('never give the same id to two devices, and lose no assignment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'modlink-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const processes = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, folder, name]),
    ),
  );
  const ids = processes.flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
  expect(new Set(ids).size).toBe(75);
  const { openSettings } = await import('../../src/settings/index.js');
  const { devices } = await openSettings({ folder });
  expect((await devices.list()).size).toBe(75);
});
