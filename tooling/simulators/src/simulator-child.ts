/**
 * A simulator in a process of its own. A pseudo-terminal of node-pty is inherited by every process that is started after
 * it, and lives on there: where a test starts a host or a driver itself, only this way is unplugging seen.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Asks a process one thing after another; it answers each request once, in order. */
export class SimulatorChild<Request extends object, Status> {
  readonly #child: ChildProcess;

  /** @param entry - the compiled module that answers. */
  constructor(entry: URL) {
    this.#child = fork(fileURLToPath(entry), { serialization: 'advanced' });
  }

  /** @throws {Error} when the process has ended. */
  ask(request: Request): Promise<Status> {
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('The process of the simulated device has ended.'));
      this.#child.once('exit', onExit);
      this.#child.once('message', (status: Status) => {
        this.#child.off('exit', onExit);
        resolve(status);
      });
      this.#child.send(request);
    });
  }

  /** Ends the process at once, and its device with it. Ending it twice does nothing. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await exited;
  }
}
