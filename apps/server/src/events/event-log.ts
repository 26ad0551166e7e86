import { randomBytes } from 'node:crypto';
import type { ServerEvent } from '@modlink/protocol';

/** How many events are kept for clients that come back. */
const keptEvents = 1_000;
/** How many may wait for one client before it is told to ask anew. */
const queueSizeEvents = 500;

export interface NumberedEvent {
  readonly id: string;
  readonly event: ServerEvent;
}

/** The events since the server began, the latest of them kept, and whoever listens. */
export class EventLog {
  /** Tells the ids of this server's run from those of another. */
  readonly #run = randomBytes(4).toString('hex');
  readonly #kept: NumberedEvent[] = [];
  readonly #queues = new Set<EventQueue>();
  readonly #onAudience: (isListening: boolean) => void;
  #count = 0;

  /** @param onAudience - called when the first client has come, and when the last has gone. */
  constructor(onAudience: (isListening: boolean) => void = () => {}) {
    this.#onAudience = onAudience;
  }

  publish(event: ServerEvent): void {
    const numbered = { id: `${this.#run}-${++this.#count}`, event };
    this.#kept.push(numbered);
    if (this.#kept.length > keptEvents) this.#kept.shift();
    for (const queue of this.#queues) queue.add(numbered);
  }

  /**
   * Events from now on, and those after `lastId` where a client comes back with one. When some of them are not kept any
   * more, it is told to ask anew.
   */
  open(lastId: string | null): EventQueue {
    const queue = new EventQueue(() => {
      this.#queues.delete(queue);
      if (this.#queues.size === 0) this.#onAudience(false);
    });
    if (lastId !== null) this.#catchUp(queue, lastId);
    this.#queues.add(queue);
    if (this.#queues.size === 1) this.#onAudience(true);
    return queue;
  }

  close(): void {
    for (const queue of this.#queues) queue.close();
  }

  #catchUp(queue: EventQueue, lastId: string): void {
    const [run, number] = lastId.split('-');
    const missed = this.#count - Number(number);
    if (run !== this.#run || !(missed >= 0 && missed <= this.#kept.length)) {
      queue.add({
        id: `${this.#run}-${this.#count}`,
        event: { type: 'resync-required', reason: 'Events were missed that are not kept any more.' },
      });
      return;
    }
    for (const event of this.#kept.slice(this.#kept.length - missed)) queue.add(event);
  }
}

/** The events of one client. One that does not take them loses them all at once, and is told so. */
export class EventQueue implements AsyncIterableIterator<NumberedEvent> {
  readonly #events: NumberedEvent[] = [];
  readonly #onClose: () => void;
  #waiting: ((result: IteratorResult<NumberedEvent>) => void) | undefined;
  #closed = false;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  add(event: NumberedEvent): void {
    if (this.#waiting !== undefined) {
      this.#waiting({ done: false, value: event });
      this.#waiting = undefined;
      return;
    }
    if (this.#events.length >= queueSizeEvents) {
      this.#events.length = 0;
      this.#events.push({
        id: event.id,
        event: { type: 'resync-required', reason: 'Events came faster than they were taken.' },
      });
      return;
    }
    this.#events.push(event);
  }

  next(): Promise<IteratorResult<NumberedEvent>> {
    const event = this.#events.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#closed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    this.#waiting?.({ done: true, value: undefined });
  }

  return(): Promise<IteratorResult<NumberedEvent>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
