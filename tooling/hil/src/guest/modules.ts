import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Loads a kernel module with its parameters, and what it depends on. */
export async function loadModule(
  name: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<void> {
  const values = Object.entries(parameters).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  await run('modprobe', [name, ...values]);
}

export async function unloadModule(name: string): Promise<void> {
  await run('rmmod', [name]);
}

/** udev has taken note of all devices that came and went. */
export async function settled(): Promise<void> {
  await run('udevadm', ['settle', '--timeout=30']);
}
