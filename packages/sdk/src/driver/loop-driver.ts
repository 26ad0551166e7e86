import { serializeError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { type Awaitable, Driver } from './driver.js';
import { LoopRun } from './loop-run.js';

/** How long `stopStreaming` waits for the iteration in flight. */
const stopTimeoutMs = 2_000;

/**
 * A driver that polls: `loop()` runs again and again while streaming. It is bounded and returns quickly.
 *
 * @typeParam Extra - what `search` puts into a result for `connectDevice`.
 * @typeParam Settings - the values of the settings schema in the manifest.
 */
export abstract class LoopDriver<
  Extra extends JsonObject = JsonObject,
  Settings extends JsonObject = JsonObject,
> extends Driver<Extra, Settings> {
  /** Milliseconds from the start to the first `loop()`, and between starts of iterations. A negative value counts as 0. */
  readonly loopIntervalMs: number = 10;

  #loop: LoopRun | undefined;

  /** One iteration. What it throws ends the loop and is reported as connection lost. */
  abstract loop(): Awaitable<void>;

  /** Called before the loop starts. What it throws fails `startStreaming`. */
  onLoopStarted(): Awaitable<void> {}

  /** Called once after the loop ended, for whatever cause. */
  onLoopStopped(): Awaitable<void> {}

  /** Whether the loop is alive. */
  get isLooping(): boolean {
    return this.#loop !== undefined;
  }

  /** Starts the loop; does nothing while it runs. */
  override async startStreaming(): Promise<void> {
    if (this.#loop?.isStopping && !this.#loop.isCalledFromInside) await this.#loop.finished;
    if (this.#loop !== undefined) return;
    const run = new LoopRun();
    this.#loop = run;
    try {
      await this.onLoopStarted();
    } catch (error) {
      this.#loop = undefined;
      throw error;
    }
    run.finished = this.#runLoop(run);
  }

  /** Asks the loop to end and waits for the iteration in flight, 2 s at most; from inside `loop()` it does not wait. */
  override async stopStreaming(): Promise<void> {
    const run = this.#loop;
    if (run === undefined) return;
    run.stop();
    if (run.isCalledFromInside) return;
    await run.waitUntilFinished(stopTimeoutMs);
  }

  /** Stops the loop. An override calls `super.onShutdown()`. */
  override async onShutdown(): Promise<void> {
    await this.stopStreaming();
  }

  async #runLoop(run: LoopRun): Promise<void> {
    let failure: unknown;
    let failed = false;
    const intervalMs = Math.max(0, this.loopIntervalMs);
    try {
      let nextMs = performance.now() + intervalMs;
      while (await run.sleepUntil(nextMs)) {
        await run.iterate(() => this.loop());
        // Iterations start one interval apart; one that took longer does not make the next ones hurry.
        nextMs = Math.max(nextMs + intervalMs, performance.now());
      }
    } catch (error) {
      failed = true;
      failure = error;
    }
    if (this.#loop === run) this.#loop = undefined;
    try {
      await this.onLoopStopped();
    } finally {
      if (failed) {
        const { name, message } = serializeError(failure);
        this.emitConnectionLost(`LOOP_FAILED: ${name}: ${message}`);
      }
    }
  }
}
