/** A person at a machine that has Node and npm, and nothing of ModLink. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class Newcomer implements AsyncDisposable {
  readonly home: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #started: ChildProcess[] = [];

  private constructor(home: string, env: NodeJS.ProcessEnv) {
    this.home = home;
    this.#env = env;
  }

  /** With an empty home folder and an empty npm cache. */
  static async at(registryUrl: string): Promise<Newcomer> {
    const home = await realpath(await mkdtemp(join(tmpdir(), 'modlink-newcomer-')));
    // What npm and the test runner told this process is not for that person.
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|vitest|modlink|node_options)/i.test(name),
    );
    const { host } = new URL(registryUrl);
    await writeFile(join(home, '.npmrc'), `registry=${registryUrl}\n//${host}/:_authToken=anybody\n`);
    return new Newcomer(home, {
      ...Object.fromEntries(kept),
      HOME: home,
      MODLINK_HOME: join(home, '.modlink'),
      npm_config_cache: join(home, '.npm'),
      npm_config_userconfig: join(home, '.npmrc'),
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
      NO_COLOR: '1',
    });
  }

  /** A folder below home, made where it is missing. */
  async folder(name: string): Promise<string> {
    const folder = join(this.home, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Runs a program in a folder. @returns what it printed. @throws with all that it printed. */
  async run(folder: string, program: string, ...args: string[]): Promise<string> {
    try {
      const { stdout } = await run(program, args, {
        cwd: join(this.home, folder),
        env: this.#env,
        maxBuffer: 64 * 1024 * 1024,
        shell: process.platform === 'win32',
      });
      return stdout;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  /** Starts a program that goes on. @returns all that it prints, as soon as it prints what is waited for. */
  start(folder: string, awaited: RegExp, program: string, ...args: string[]): Promise<RegExpExecArray> {
    const child = spawn(program, args, { cwd: join(this.home, folder), env: this.#env, detached: true });
    this.#started.push(child);
    let text = '';
    return new Promise((resolve, reject) => {
      const take = (piece: Buffer) => {
        text += piece;
        const found = awaited.exec(text);
        if (found !== null) resolve(found);
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.on('error', reject);
      child.on('exit', (code) =>
        reject(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${text}`)),
      );
    });
  }

  /** Ends what was started, as Ctrl+C does, and waits for it. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#started.splice(0).map(async (child) => {
        if (child.exitCode !== null || child.pid === undefined) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        process.kill(-child.pid, 'SIGINT');
        await ended;
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}
