/** Emulated Bluetooth controllers, each behind a serial port, all in range of each other. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const shimSource = fileURLToPath(new URL('../native/btvirt-shim.c', import.meta.url));

/** How long a program may take to offer what it is started for, and how often it is looked, in milliseconds. */
const startTimeoutMs = 10_000;
const lookMs = 5;

/** A controller that speaks HCI on a serial port. */
export interface Controller {
  /** The serial port. */
  readonly path: string;
  /** Takes the controller out of the air. */
  close(): Promise<void>;
}

/** The air: BlueZ's `btvirt`, and a `socat` for each controller, which makes its socket a serial port. */
export class Controllers {
  readonly #folder: string;
  readonly #btvirt: ChildProcess;
  readonly #open = new Set<Controller>();
  #count = 0;

  private constructor(folder: string, btvirt: ChildProcess) {
    this.#folder = folder;
    this.#btvirt = btvirt;
  }

  static async start(): Promise<Controllers> {
    const folder = await mkdtemp(join(tmpdir(), 'modlink-ble-'));
    const shim = join(folder, 'btvirt-shim.so');
    await run('cc', ['-shared', '-fPIC', '-o', shim, shimSource, '-ldl']);
    const env = { ...process.env, LD_PRELOAD: shim, BTVIRT_FOLDER: folder };
    const btvirt = spawn('btvirt', ['-s'], { stdio: 'ignore', env });
    const controllers = new Controllers(folder, btvirt);
    await appears(controllers.#socket, btvirt);
    return controllers;
  }

  /** One more controller. */
  async open(): Promise<Controller> {
    const path = join(this.#folder, `hci${this.#count++}`);
    const socat = spawn('socat', [`PTY,link=${path},raw,echo=0`, `UNIX-CONNECT:${this.#socket}`], {
      stdio: 'ignore',
    });
    await appears(path, socat);
    // Without an open port side, the terminal would hang up as soon as one program has closed it.
    const keptOpen = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    const controller: Controller = {
      path,
      close: async () => {
        if (!this.#open.delete(controller)) return;
        closeSync(keptOpen);
        await end(socat);
        await rm(path, { force: true });
      },
    };
    this.#open.add(controller);
    return controller;
  }

  async close(): Promise<void> {
    for (const controller of [...this.#open]) await controller.close();
    await end(this.#btvirt);
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #socket(): string {
    return join(this.#folder, 'bt-server-bredrle');
  }
}

async function appears(path: string, program: ChildProcess): Promise<void> {
  let problem: string | undefined;
  program.once('error', (error) => {
    problem = error.message;
  });
  program.once('exit', (code, signal) => {
    problem = `it ended with ${signal ?? code}`;
  });
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += lookMs) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    if (problem !== undefined) break;
    await sleep(lookMs);
  }
  throw new Error(`${program.spawnfile} did not offer ${path}: ${problem ?? 'it took too long'}.`);
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const exited = new Promise((resolve) => program.once('exit', resolve));
  program.kill('SIGKILL');
  await exited;
}
