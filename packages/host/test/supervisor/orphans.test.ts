/** What becomes of a driver's process when its host is killed and can end nothing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/test-host.js';

const hostModule = new URL('../../dist/index.js', import.meta.url).href;
const drivers = fileURLToPath(new URL('../fixtures/drivers/', import.meta.url));

const program = `
  const { createHost } = await import(${JSON.stringify(hostModule)});
  const [, home, drivers, driverId, title] = process.argv;
  const host = await createHost({
    home, appRoot: home, heartbeatTimeoutMs: 0,
    roots: [{ kind: 'package', path: drivers + driverId, label: 'fixture' }],
  });
  const { devices } = await host.search({ driverId });
  const device = await host.connect(devices.find((each) => each.title === title));
  console.log(device.info().pid);
  device.startStreaming().catch(() => {});
`;

/** A host in a process of its own; gives the process id of its driver once that streams. */
async function startHost(
  driverId: string,
  title: string,
): Promise<{ host: ChildProcess; driverPid: number }> {
  const home = await temporaryFolder();
  const host = spawn(
    process.execPath,
    ['--input-type=module', '-e', program, home, drivers, driverId, title],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  onTestFinished(() => void host.kill('SIGKILL'));
  const line = await new Promise<string>((resolve) =>
    createInterface({ input: host.stdout }).once('line', resolve),
  );
  return { host, driverPid: Number(line) };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(process.platform === 'win32')(
  'a killed host (Windows gives no sign of a lost parent)',
  () => {
    it.each([
      ['steady', 'first'],
      ['misbehaving', 'blocks'],
    ])('takes its driver along: %s, %s', { timeout: 30_000 }, async (driverId, title) => {
      const { host, driverPid } = await startHost(driverId, title);
      expect(isAlive(driverPid)).toBe(true);
      host.kill('SIGKILL');
      await expect.poll(() => isAlive(driverPid), { timeout: 20_000, interval: 100 }).toBe(false);
    });
  },
);
