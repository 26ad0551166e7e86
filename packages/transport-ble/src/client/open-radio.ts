import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { radioFailed } from '../errors.js';
import { RadioPlace, type RadioSocket } from '../radio-place.js';
import { MessageSocket } from '../wire/message-socket.js';
import type { FromRadio, ToRadio } from '../wire/messages.js';

/** Built code, also when this file runs from the sources: a child process cannot run TypeScript. */
const radioEntry = fileURLToPath(new URL('../../dist/radio/radio-process-entry.js', import.meta.url));

/** How long a radio may take to start, and to say hello once its socket took the connection. */
const startTimeoutMs = 20_000;
const helloTimeoutMs = 10_000;
/** How often it is looked for one that starts. */
const lookMs = 10;
/** A socket that refuses so often in a row is of a dead radio; once may be one that is about to listen. */
const refusalsOfTheDead = 3;

export type RadioChannel = MessageSocket<FromRadio, ToRadio>;

/** Who hears the radio. */
export interface RadioEars {
  onMessage(message: FromRadio): void;
  onClose(): void;
}

/**
 * A connection to the radio of this user, which is started if there is none. Any number of processes may do that at once.
 * @throws {TransportError} `IO_FAILED`, `PERMISSION_DENIED`
 */
export async function openRadio(ears: RadioEars): Promise<RadioChannel> {
  const place = new RadioPlace();
  await place.prepare();
  const deadlineMs = performance.now() + startTimeoutMs;
  const starter = new Starter(place);
  let refusals = 0;
  while (performance.now() < deadlineMs) {
    const newest = await place.newest();
    const outcome = newest === undefined ? 'absent' : await reach(newest, ears);
    if (typeof outcome !== 'string') return outcome;
    refusals = outcome === 'refused' ? refusals + 1 : 0;
    if (outcome === 'absent' || refusals >= refusalsOfTheDead) await starter.start(newest);
    await sleep(lookMs);
  }
  throw radioFailed(`The Bluetooth process of ModLink did not start within ${startTimeoutMs / 1_000} s.`);
}

/**
 * @returns the connection; `'refused'` when nobody listens, `'absent'` when the socket is not there any more, `'leaving'` when
 * the radio is about to end.
 */
function reach(
  { path }: RadioSocket,
  ears: RadioEars,
): Promise<RadioChannel | 'refused' | 'absent' | 'leaving'> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let isRunning = false;
    let code: string | undefined;
    const timer = setTimeout(() => {
      reject(
        radioFailed(
          `The Bluetooth process of ModLink at ${path} does not answer. End that process, modlink-bluetooth, and try again.`,
        ),
      );
      socket.destroy();
    }, helloTimeoutMs);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      code = error.code;
    });
    const channel: RadioChannel = new MessageSocket(
      socket,
      (message) => {
        if (!isRunning) {
          isRunning = true;
          clearTimeout(timer);
          resolve(channel);
        }
        ears.onMessage(message);
      },
      () => {
        if (isRunning) return ears.onClose();
        clearTimeout(timer);
        resolve(code === 'ECONNREFUSED' ? 'refused' : code === 'ENOENT' ? 'absent' : 'leaving');
      },
    );
  });
}

/** Starts a radio, and another one only when that has ended. */
class Starter {
  readonly #place: RadioPlace;
  #state: 'idle' | 'running' | { readonly failedWith: string; readonly logFile: string } = 'idle';

  constructor(place: RadioPlace) {
    this.#place = place;
  }

  /** @throws {TransportError} `IO_FAILED` when a radio was started before and failed. */
  async start(dead: RadioSocket | undefined): Promise<void> {
    if (typeof this.#state === 'object') {
      const { failedWith, logFile } = this.#state;
      const said = (await readFile(logFile, 'utf8').catch(() => '')).trim().slice(-1_000);
      throw radioFailed(`The Bluetooth process of ModLink could not be started: ${failedWith}. ${said}`);
    }
    if (this.#state === 'running') return;
    this.#state = 'running';
    const { number, logFile } = this.#place.next(dead);
    const log = await open(logFile, 'a', 0o600);
    try {
      const radio = spawn(process.execPath, [radioEntry, String(number)], {
        cwd: this.#place.folder,
        // Not of the driver's process group: it stays when the driver ends, and does not hear the Ctrl-C that is meant for others.
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        windowsHide: true,
      });
      radio.once('error', ({ message }) => {
        this.#state = { failedWith: message, logFile };
      });
      radio.once('exit', (code, signal) => {
        this.#state = code === 0 ? 'idle' : { failedWith: `it ended with ${signal ?? code}`, logFile };
      });
      radio.unref();
    } finally {
      await log.close();
    }
  }
}
