/**
 * Where the radio of this user and adapter listens.
 *
 * On Windows a named pipe is enough: it goes with its process, and two processes cannot have the same one. The file of a unix
 * socket stays when its process is killed, and whoever removes it to listen anew may remove that of someone who was
 * quicker. So files are numbered and never removed to make room: a radio takes the number after the newest, which fails where
 * another one took it, and then removes the older ones, which are dead.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { adapterVariable } from './adapter.js';
import { denied } from './errors.js';
import { protocolVersion } from './wire/messages.js';

/** A socket that a radio has, had, or may take. */
export interface RadioSocket {
  readonly path: string;
  readonly number: number;
  /** What that radio says on its standard output and error goes there. */
  readonly logFile: string;
}

export class RadioPlace {
  /** A folder of this user alone. */
  readonly folder: string;
  readonly #name: string;

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    const adapter = environment[adapterVariable]?.trim() ?? '';
    const key = createHash('sha256').update(`${protocolVersion} ${adapter}`).digest('hex').slice(0, 8);
    this.#name = `radio-${key}`;
    this.folder = join(runtimeFolder(environment), `modlink-ble-${owner()}`);
  }

  /**
   * Makes the folder, if need be.
   * @throws {TransportError} `PERMISSION_DENIED` when it is somebody else's, or open to others.
   */
  async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    if (process.platform === 'win32') return;
    const { uid, mode } = await lstat(this.folder);
    const isOursAlone = uid === process.getuid?.() && (mode & 0o170077) === 0o040000;
    if (isOursAlone) return;
    throw denied(
      `The folder ${this.folder}, in which the processes that use Bluetooth meet, must be of this user and closed to all others. ` +
        'Remove it, and try again.',
    );
  }

  /** The newest socket that is there, of a radio that lives or was killed. */
  async newest(): Promise<RadioSocket | undefined> {
    if (process.platform === 'win32') return this.socket(1);
    const numbers = await this.#numbers();
    return numbers.length === 0 ? undefined : this.socket(Math.max(...numbers));
  }

  /** What a new radio may take, after another one that is dead. */
  next(newest: RadioSocket | undefined): RadioSocket {
    return process.platform === 'win32' ? this.socket(1) : this.socket((newest?.number ?? 0) + 1);
  }

  /** Removes what dead radios left. */
  async removeBefore(number: number): Promise<void> {
    if (process.platform === 'win32') return;
    for (const older of await this.#numbers()) {
      if (older >= number) continue;
      const { path, logFile } = this.socket(older);
      await rm(path, { force: true });
      await rm(logFile, { force: true });
    }
  }

  /** The socket of this number. */
  socket(number: number): RadioSocket {
    const name = `${this.#name}-${number}`;
    const pipe = `\\\\.\\pipe\\modlink-ble-${owner()}-${this.#name}`;
    return {
      number,
      path: process.platform === 'win32' ? pipe : join(this.folder, `${name}.sock`),
      logFile: join(this.folder, `${name}.log`),
    };
  }

  async #numbers(): Promise<readonly number[]> {
    const pattern = new RegExp(`^${this.#name}-(\\d+)\\.sock$`);
    return (await readdir(this.folder)).flatMap((file) => {
      const [, number] = pattern.exec(file) ?? [];
      return number === undefined ? [] : [Number(number)];
    });
  }
}

/** For what lives as long as processes do. It must be the same for all of them, also for a service that has no session's environment. */
function runtimeFolder(environment: NodeJS.ProcessEnv): string {
  if (environment.XDG_RUNTIME_DIR) return environment.XDG_RUNTIME_DIR;
  const ofSystemd = `/run/user/${owner()}`;
  return existsSync(ofSystemd) ? ofSystemd : tmpdir();
}

/** This user, as part of a file's name. */
function owner(): string {
  return process.getuid?.().toString() ?? userInfo().username.replace(/\W/g, '_');
}
