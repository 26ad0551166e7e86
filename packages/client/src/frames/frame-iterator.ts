import type { Unsubscribe } from '@modlink/sdk';
import type { FrameConnection, FrameSelection, ReceivedFrame } from './frame-connection.js';

export interface FrameIteratorOptions extends FrameSelection {
  /** Frames that may wait here before the oldest go. 1024 when absent. */
  readonly localQueueSizeFrames?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Frames of some streams as an async iterable. Leaving the loop ends the subscription. */
export class FrameIterator implements AsyncIterableIterator<ReceivedFrame>, Disposable {
  readonly #queue: ReceivedFrame[] = [];
  readonly #limit: number;
  readonly #end: Unsubscribe;
  #waiting:
    | { resolve(result: IteratorResult<ReceivedFrame>): void; reject(error: unknown): void }
    | undefined;
  #outcome: { readonly error: unknown } | 'ended' | undefined;
  #dropped = 0;

  constructor(connection: FrameConnection, options: FrameIteratorOptions) {
    const { localQueueSizeFrames = 1_024, signal, ...selection } = options;
    this.#limit = localQueueSizeFrames;
    this.#end = connection.subscribe(selection, {
      onFrame: (frame) => this.#offer(frame),
      onError: (error) => this.#finish({ error }),
    });
    const onAbort = () => this.#finish({ error: signal?.reason });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  }

  /** Frames that were dropped here, because the loop did not take them. */
  get droppedFrames(): number {
    return this.#dropped;
  }

  next(): Promise<IteratorResult<ReceivedFrame>> {
    const frame = this.#queue.shift();
    if (frame !== undefined) return Promise.resolve({ done: false, value: frame });
    if (this.#outcome === 'ended') return Promise.resolve({ done: true, value: undefined });
    if (this.#outcome !== undefined) {
      const { error } = this.#outcome;
      this.#outcome = 'ended';
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<ReceivedFrame>> {
    this.#queue.length = 0;
    this.#finish('ended');
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.dispose](): void {
    this.#finish('ended');
  }

  #offer(frame: ReceivedFrame): void {
    if (this.#waiting !== undefined) {
      const { resolve } = this.#waiting;
      this.#waiting = undefined;
      resolve({ done: false, value: frame });
      return;
    }
    this.#queue.push(frame);
    if (this.#queue.length <= this.#limit) return;
    this.#queue.shift();
    this.#dropped += 1;
  }

  #finish(outcome: { readonly error: unknown } | 'ended'): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    this.#end?.();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    this.#outcome = 'ended';
    if (outcome === 'ended') waiting.resolve({ done: true, value: undefined });
    else waiting.reject(outcome.error);
  }
}
