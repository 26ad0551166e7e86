import { type SerializedError, serializeError } from '../errors.js';
import type { JsonObject } from '../json.js';
import { type Awaitable, Driver, failWhenMissing } from './driver.js';
import { LoopRun, settledWithin } from './loop-run.js';

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

  #run: LoopRun | undefined;

  /** One iteration. What it throws ends the loop and is reported as connection lost. */
  abstract loop(): Awaitable<void>;

  /** Called before the loop starts. What it throws fails `startStreaming`. */
  onLoopStarted(): Awaitable<void> {}

  /** Called once after the loop ended, for whatever cause. What it throws is logged, and fails a waiting `stopStreaming`. */
  onLoopStopped(): Awaitable<void> {}

  /** Whether the loop is alive. */
  get isLooping(): boolean {
    return this.#run !== undefined;
  }

  /** Starts the loop; does nothing while it runs. A loop that was asked to stop is waited for, then started anew. */
  override async startStreaming(): Promise<void> {
    if (this.#run?.isStopping && !this.#run.isCalledFromInside) await settled(this.#run.ended);
    if (this.#run !== undefined) return;
    const run = new LoopRun();
    this.#run = run;
    try {
      await run.enter(() => this.onLoopStarted());
    } catch (error) {
      this.#run = undefined;
      run.end(Promise.resolve());
      throw error;
    }
    void this.#runLoop(run);
  }

  /** Asks the loop to end and waits for the iteration in flight, 2 s at most; from inside `loop()` it does not wait. */
  override async stopStreaming(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    run.stop();
    if (!run.isCalledFromInside) await settledWithin(run.ended, stopTimeoutMs);
  }

  /** Stops the loop. An override calls `super.onShutdown()`. */
  override async onShutdown(): Promise<void> {
    await this.stopStreaming();
  }

  async #runLoop(run: LoopRun): Promise<void> {
    const failure = await this.#iterate(run);
    this.#run = undefined;
    const cleanup = this.#cleanUp();
    run.end(cleanup);
    if (failure === undefined) return;
    // Told after the cleanup, since a host may reconnect at once; but told even when the cleanup hangs.
    await settledWithin(settled(cleanup), stopTimeoutMs);
    this.emitConnectionLost(`LOOP_FAILED: ${failure.name}: ${failure.message}`);
  }

  /** @returns what `loop()` threw; `undefined` when the loop was asked to end. */
  async #iterate(run: LoopRun): Promise<SerializedError | undefined> {
    const intervalMs = Math.max(0, this.loopIntervalMs);
    try {
      let nextMs = performance.now() + intervalMs;
      while (await run.sleepUntil(nextMs)) {
        await run.enter(() => this.loop());
        // Iterations start one interval apart; one that took longer does not make the next ones hurry.
        nextMs = Math.max(nextMs + intervalMs, performance.now());
      }
      return undefined;
    } catch (error) {
      return serializeError(error);
    }
  }

  async #cleanUp(): Promise<void> {
    try {
      await this.onLoopStopped();
    } catch (error) {
      const { name, message } = serializeError(error);
      this.log.error(`${this.constructor.name}.onLoopStopped() failed: ${name}: ${message}`);
      throw error;
    }
  }
}

failWhenMissing(LoopDriver.prototype, ['loop']);

/** Waits for the end, good or bad. */
async function settled(promise: Promise<unknown>): Promise<void> {
  await promise.catch(() => undefined);
}
