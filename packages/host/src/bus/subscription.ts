import { HostError } from '../errors.js';
import type { FrameMessage, StreamSelector } from './bus.js';

/**
 * What a full queue does. `drop-oldest`: the oldest frame goes, and is counted; for previews. `error`: the subscription
 * ends with `SUBSCRIPTION_OVERFLOW`; for consumers that must have every frame. There is no blocking policy: a device
 * cannot wait.
 */
export type OverflowPolicy = 'drop-oldest' | 'error';

export interface SubscriptionOptions {
  /** For `bus.consumers()`. */
  readonly name?: string | undefined;
  readonly streams: StreamSelector;
  /** `drop-oldest` when absent. */
  readonly policy?: OverflowPolicy | undefined;
  /** Frames that may wait. 256 when absent. */
  readonly queueSizeFrames?: number | undefined;
}

/** Frames of some streams, through a bounded queue. Iterate it once; `close()` or leaving the loop ends it. */
export class Subscription implements AsyncIterableIterator<FrameMessage> {
  readonly #queue: FrameMessage[] = [];
  readonly #policy: OverflowPolicy;
  readonly #queueSizeFrames: number;
  readonly #onClose: () => void;
  readonly #waiting: { resolve(result: IteratorResult<FrameMessage>): void; reject(error: unknown): void }[] =
    [];
  #dropped = 0;
  #closed = false;
  #error: HostError | undefined;

  /** @internal made by `bus.subscribe` */
  constructor(options: SubscriptionOptions, onClose: () => void) {
    const { queueSizeFrames = 256, policy = 'drop-oldest' } = options;
    if (!Number.isSafeInteger(queueSizeFrames) || queueSizeFrames < 1) {
      throw new HostError(
        'INVALID_OPTIONS',
        `queueSizeFrames is a positive integer, not ${String(queueSizeFrames)}.`,
      );
    }
    if (policy !== 'drop-oldest' && policy !== 'error') {
      throw new HostError(
        'INVALID_OPTIONS',
        `The overflow policy is "drop-oldest" or "error", not ${JSON.stringify(policy)}: devices cannot be made to wait.`,
      );
    }
    this.#policy = policy;
    this.#queueSizeFrames = queueSizeFrames;
    this.#onClose = onClose;
  }

  /** Frames that were dropped from this queue since the beginning. */
  get droppedFrames(): number {
    return this.#dropped;
  }

  /** Frames that wait now. */
  get queuedFrames(): number {
    return this.#queue.length;
  }

  /** @internal Whether it must have every frame, and half of its queue is taken. */
  get isFilling(): boolean {
    return this.#policy === 'error' && this.#queue.length * 2 >= this.#queueSizeFrames;
  }

  /** @internal called by the bus */
  offer(message: FrameMessage): void {
    const consumer = this.#waiting.shift();
    if (consumer !== undefined) {
      consumer.resolve({ done: false, value: message });
      return;
    }
    if (this.#queue.length >= this.#queueSizeFrames) {
      this.#dropped += 1;
      if (this.#policy === 'error') {
        this.#error = new HostError(
          'SUBSCRIPTION_OVERFLOW',
          `The consumer of "${message.stream.streamId}" did not keep up: ${this.#queueSizeFrames} frames were waiting. ` +
            'Take frames faster, raise queueSizeFrames, or use the policy "drop-oldest".',
          { subject: { streamId: message.stream.streamId } },
        );
        this.close();
        return;
      }
      this.#queue.shift();
    }
    this.#queue.push(message);
  }

  /** Ends the subscription. Frames that wait can still be taken. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    for (const consumer of this.#waiting.splice(0)) consumer.resolve({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<FrameMessage>> {
    const message = this.#queue.shift();
    if (message !== undefined) return Promise.resolve({ done: false, value: message });
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#closed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<FrameMessage>> {
    this.#queue.length = 0;
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
