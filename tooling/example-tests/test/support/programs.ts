/** The examples as their readers start them: processes of their own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';

interface ProgramOptions {
  readonly cwd: string;
  /** The ModLink home of the program. */
  readonly home: string;
}

const environment = ({ home }: ProgramOptions) => ({ ...process.env, MODLINK_HOME: home });

/** Runs a program to its end. @returns what it printed. */
export async function output(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, { cwd: options.cwd, env: environment(options) });
  return stdout;
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** Waits for a line, and gives what its group holds. */
  printed(line: RegExp): Promise<string>;
  /** Ends it as a terminal does. @returns its exit code. */
  end(): Promise<number | null>;
}

/** Starts a program that runs until it is told to end, at the latest with the test. */
export function startProgram(file: string, args: readonly string[], options: ProgramOptions): RunningProgram {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: environment(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    child,
    async printed(line) {
      await expect.poll(() => text, { timeout: 60_000 }).toMatch(line);
      return line.exec(text)?.[1] ?? '';
    },
    end() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
