/** The built command line in a real pseudo-terminal, and what a person would see on its screen. */
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { expect, vi } from 'vitest';
import { mainFile, patience } from './cli.js';

export interface TerminalOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly columns?: number;
  readonly rows?: number;
}

export class TerminalCli {
  readonly exited: Promise<number>;
  readonly #pty: ReturnType<typeof spawn>;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  /** Everything that was ever written, with its escape sequences. */
  written = '';

  constructor({ args, cwd, env, columns = 120, rows = 40 }: TerminalOptions) {
    this.#screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#pty = spawn(process.execPath, [mainFile, ...args], {
      name: 'xterm-256color',
      cols: columns,
      rows,
      cwd,
      env: { ...env, TERM: 'xterm-256color', COLORTERM: 'truecolor' },
    });
    this.#pty.onData((text) => {
      this.written += text;
      this.#screen.write(text);
    });
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => resolve(exitCode));
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** The lines on the screen now. */
  lines(): string[] {
    const { active } = this.#screen.buffer;
    return Array.from({ length: this.#screen.rows }, (_, row) =>
      (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  press(key: string): void {
    this.#pty.write(key);
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Waits until the screen has a text. */
  async shows(text: string | RegExp): Promise<void> {
    await vi.waitFor(() => expect(this.lines().join('\n')).toMatch(text), patience);
  }
}
