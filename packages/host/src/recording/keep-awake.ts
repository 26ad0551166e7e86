import { spawn } from 'node:child_process';

/**
 * What keeps the machine from sleeping as long as it runs, on systems that have a command for it. Each ends by itself when
 * this process does: `cat` when its input closes, `caffeinate` when the process that it waits for is gone.
 */
const commands: Partial<Record<NodeJS.Platform, (pid: number) => readonly [string, ...string[]]>> = {
  // https://www.freedesktop.org/software/systemd/man/latest/systemd-inhibit.html
  linux: () => [
    'systemd-inhibit',
    '--what=idle:sleep',
    '--who=ModLink',
    '--why=A recording is being made',
    'cat',
  ],
  // caffeinate(8)
  darwin: (pid) => ['caffeinate', '-i', '-w', String(pid)],
};

/**
 * Keeps the machine from sleeping by itself. Where there is no command for it, or it is not allowed, nothing happens: a
 * recording notes when the machine slept.
 * @returns a function that ends it.
 */
export function keepAwake(): () => void {
  const command = commands[process.platform]?.(process.pid);
  if (command === undefined) return () => {};
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  return () => {
    child.stdin.end();
    child.kill();
  };
}
