import { errorOf, radioEnded } from '../errors.js';
import type { FromRadio, RadioCallKind, RadioCalls, RadioRequest } from '../wire/messages.js';
import { openRadio, type RadioChannel } from './open-radio.js';

/** After this time without an answer the radio hangs: it gives up on devices sooner. In milliseconds, beside a call's own time. */
const answerTimeoutMs = 30_000;

/** What happens on one connection. */
export interface LinkEvents {
  onData(message: Extract<FromRadio, { readonly kind: 'data' }>): void;
  onMtu(mtuBytes: number): void;
  /** The connection is lost; the last event. */
  onLost(message: Extract<FromRadio, { readonly kind: 'lost' }>): void;
}

interface PendingCall {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** One process' line to the radio: open while something is asked or connected, so that it keeps nothing alive otherwise. */
export class RadioClient {
  readonly #pending = new Map<number, PendingCall>();
  readonly #links = new Map<number, LinkEvents>();
  #channel: Promise<RadioChannel> | undefined;
  #users = 0;
  #nextCall = 1;
  #nextLink = 1;

  /**
   * Asks the radio for something.
   * @param options.signal - calls it off: the radio then answers soon, one way or the other.
   * @param options.limitMs - how long the radio may take for it by its nature.
   * @throws {TransportError} what the radio says; `IO_FAILED` when it ends.
   */
  async call<Kind extends RadioCallKind>(
    kind: Kind,
    asks: RadioCalls[Kind]['asks'],
    options: {
      readonly signal?: AbortSignal | undefined;
      readonly limitMs?: number;
    } = {},
  ): Promise<RadioCalls[Kind]['gives']> {
    const { signal, limitMs = 0 } = options;
    const release = this.#hold();
    const call = this.#nextCall++;
    let timer: NodeJS.Timeout | undefined;
    let cancel = () => {};
    try {
      const channel = await this.#open();
      signal?.throwIfAborted();
      timer = setTimeout(() => channel.destroy(), limitMs + answerTimeoutMs);
      cancel = () => channel.send({ kind: 'cancel', call });
      signal?.addEventListener('abort', cancel);
      return await new Promise((resolve, reject) => {
        this.#pending.set(call, { resolve, reject });
        channel.send({ kind, call, ...asks } as unknown as RadioRequest);
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      this.#pending.delete(call);
      release();
    }
  }

  /**
   * Keeps the line open for a connection that is about to be made, and hears what happens on it.
   * @returns its number, and what ends it.
   */
  listen(events: LinkEvents): { readonly link: number; readonly stop: () => void } {
    const link = this.#nextLink++;
    this.#links.set(link, events);
    const release = this.#hold();
    const stop = () => {
      this.#links.delete(link);
      release();
    };
    return { link, stop };
  }

  #open(): Promise<RadioChannel> {
    if (this.#channel !== undefined) return this.#channel;
    const opening = openRadio({
      onMessage: (message) => this.#hear(message),
      onClose: () => {
        if (this.#channel === opening) this.#lose();
      },
    });
    this.#channel = opening;
    opening.catch(() => {
      if (this.#channel === opening) this.#channel = undefined;
    });
    return opening;
  }

  #hear(message: FromRadio): void {
    switch (message.kind) {
      case 'result':
        this.#pending.get(message.call)?.resolve(message.value as never);
        break;
      case 'failure':
        this.#pending.get(message.call)?.reject(errorOf(message));
        break;
      case 'data':
        this.#links.get(message.link)?.onData(message);
        break;
      case 'mtu':
        this.#links.get(message.link)?.onMtu(message.mtuBytes);
        break;
      case 'lost':
        this.#links.get(message.link)?.onLost(message);
    }
  }

  /** The radio is gone, and everything with it. */
  #lose(): void {
    this.#channel = undefined;
    const error = radioEnded();
    for (const [link, events] of [...this.#links]) {
      events.onLost({ kind: 'lost', link, code: 'IO_FAILED', message: error.message });
    }
    for (const { reject } of this.#pending.values()) reject(error);
  }

  /** Keeps the line open until it is released. */
  #hold(): () => void {
    this.#users += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#users -= 1;
      if (this.#users > 0) return;
      const channel = this.#channel;
      this.#channel = undefined;
      channel?.then(
        (open) => open.end(),
        () => {},
      );
    };
  }
}
