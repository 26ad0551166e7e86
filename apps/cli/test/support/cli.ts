/** The built command line as a child process, with a home of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, vi } from 'vitest';

export const mainFile = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Drivers of the host's own tests. */
export const hostFixtures = fileURLToPath(
  new URL('../../../../packages/host/test/fixtures/drivers/', import.meta.url),
);
/** Drivers of these tests. */
export const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
/** Several processes start, on a machine that does other things too. */
export const patience = { timeout: 40_000, interval: 50 };

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class RunningCli {
  readonly child: ChildProcessWithoutNullStreams;
  stdout = '';
  stderr = '';
  readonly finished: Promise<Finished>;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    child.stdout.on('data', (text: Buffer) => {
      this.stdout += text;
    });
    child.stderr.on('data', (text: Buffer) => {
      this.stderr += text;
    });
    this.finished = new Promise((resolve) => {
      child.on('close', (exitCode) => resolve({ exitCode, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** The lines of JSON so far. */
  lines(): { type: string; [key: string]: unknown }[] {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  /** Waits until the output has a text. */
  async says(text: string | RegExp): Promise<void> {
    await vi.waitFor(() => expect(this.stdout + this.stderr).toMatch(text), patience);
  }
}

/** A folder for one test file, and the command line run in it. */
export class Workplace {
  folder = '';

  constructor() {
    beforeAll(async () => {
      this.folder = await mkdtemp(join(tmpdir(), 'modlink-cli-'));
    });
    afterAll(() => rm(this.folder, { recursive: true, force: true }));
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  get environment(): NodeJS.ProcessEnv {
    // What decides on colours is the test's to say: Node takes a terminal in CI for one without.
    const { NO_COLOR: _noColor, FORCE_COLOR: _forceColor, CI: _ci, ...environment } = process.env;
    return { ...environment, HOME: this.folder, MODLINK_HOME: this.path('home'), MODLINK_KEEP_AWAKE: 'off' };
  }

  /** @param options - `typed`: somebody types; without it the standard input has ended. */
  start(
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; detached?: boolean; typed?: boolean } = {},
  ): RunningCli {
    const child = spawn(process.execPath, [mainFile, ...args], {
      cwd: this.folder,
      env: { ...this.environment, ...options.env },
      detached: options.detached ?? false,
    });
    if (options.typed !== true) child.stdin.end();
    return new RunningCli(child);
  }

  run(...args: string[]): Promise<Finished> {
    return this.start(args).finished;
  }

  /** The one JSON document of a command, and nothing else on its standard output. */
  async json(...args: string[]): Promise<{ exitCode: number | null; document: unknown }> {
    const { exitCode, stdout } = await this.run('--json', ...args);
    return { exitCode, document: JSON.parse(stdout) };
  }
}
