/** The `modlink` command as a user runs it: a process of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { repository } from './folders.js';

const main = join(repository, 'apps', 'cli', 'dist', 'main.js');

/** Runs a command to its end; gives its one JSON document. */
export async function modlink(home: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args, '--json', '--home', home], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

/** A command that runs until it is told to end; its JSON lines as they come. */
export interface RunningModlink {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  readonly stderr: () => string;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

export function startModlink(home: string, ...args: string[]): RunningModlink {
  const child = spawn(process.execPath, [main, ...args, '--json', '--home', home], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines: Record<string, unknown>[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, lines, stderr: () => stderr, exit };
}
