import { isDeepStrictEqual } from 'node:util';
import { type JsonValue, TransportError, type Unsubscribe } from '@modlink/sdk';
import type { Capture } from '../format/capture-file.js';
import type { CaptureEvent } from '../format/capture-format.js';
import { decodeBytes } from '../format/json-bytes.js';
import { type ArrivalListener, Arrivals } from './arrivals.js';
import { capturedFailure, capturedLoss } from './captured-failure.js';
import { EventCursor } from './event-cursor.js';
import { mismatch } from './mismatch.js';
import { beforeReturning, type PlaybackClock, schedule, soon } from './playback-clock.js';

/**
 * A driver may call a little earlier than it did: what arrived meanwhile then arrives at once. What the capture has more than
 * this time ahead of the call is left out: the device was told sooner.
 */
const earlyNs = 250e6;
/** How much later a driver may make a call before the capture counts as over. */
const waitingMs = 2_000;

type CloseListener = (error: TransportError | undefined) => void;
type EventOf<Type extends CaptureEvent['type']> = Extract<CaptureEvent, { readonly type: Type }>;

interface CallOutcome {
  readonly value: unknown;
  /** The number of the call in the capture. */
  readonly call: number;
}

/** A call of the driver that waits for its place in the capture, or for its result. */
interface AskedCall {
  readonly method: string;
  readonly args: readonly JsonValue[];
  readonly askedNs: bigint;
  /** Takes the data of a subscription. */
  readonly listener?: ArrivalListener;
  readonly resolve: (outcome: CallOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** What a {@link Player} plays, and to whom. */
export interface PlayerOptions {
  readonly capture: Capture;
  readonly clock: PlaybackClock;
  /** Whether what arrives while nobody listens is kept for the first who does. */
  readonly keepsArrivals: boolean;
  /** Told once when nothing more comes unless the driver makes the call that it made then, or closes. */
  readonly onWaiting: () => void;
  /** Told once when the connection has ended, and by what, where the driver did not close it. */
  readonly onEnd: (loss: TransportError | undefined) => void;
}

/**
 * Plays the capture of one connection. Every event comes as long after the call before it as it did, calls that follow wait
 * for the driver to make them, and a driver that makes another one is told so.
 */
export class Player {
  readonly #options: PlayerOptions;
  readonly #events: EventCursor;
  readonly #arrivals: Arrivals;
  readonly #subscriptions = new Map<number, ArrivalListener>();
  readonly #closeListeners = new Set<CloseListener>();
  readonly #asked: AskedCall[] = [];
  readonly #called = new Map<number, AskedCall>();
  /** Host clock, and the offset in the capture, from which the events that follow are timed. */
  #anchor: { readonly ns: bigint; readonly offsetNs: number };
  #cancel: () => void = () => {};
  #isOpen = true;
  #loss: TransportError | undefined;
  #hasWaited = false;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#arrivals = new Arrivals(options.keepsArrivals);
    this.#events = new EventCursor(options.capture);
    this.#anchor = { ns: options.clock.nowNs(), offsetNs: 0 };
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Waits for as long as opening took. @returns what the connection says of itself. */
  open(): Promise<unknown> {
    const opened = this.#outcome({ method: '', args: [] }, (asked) => this.#called.set(0, asked));
    this.#step();
    return opened.then(
      ({ value }) => value,
      (error: unknown) => {
        // Whoever opens wants to know why it failed, not that it is closed.
        throw this.#loss ?? error;
      },
    );
  }

  /** A call of the driver. */
  async call(method: string, args: readonly JsonValue[]): Promise<unknown> {
    return (await this.#ask({ method, args })).value;
  }

  /** A call of the driver that subscribes. @returns the number of the call in the capture. */
  async subscribe(method: string, args: readonly JsonValue[], listener: ArrivalListener): Promise<number> {
    return (await this.#ask({ method, args, listener })).call;
  }

  /** Ends the data of a subscription. */
  endSubscription(call: number): void {
    this.#subscriptions.delete(call);
  }

  onArrival(listener: ArrivalListener): Unsubscribe {
    return this.#arrivals.add(listener);
  }

  onClose(listener: CloseListener): Unsubscribe {
    if (this.#isOpen) this.#closeListeners.add(listener);
    else queueMicrotask(() => listener(this.#loss));
    return () => this.#closeListeners.delete(listener);
  }

  /** Ends the connection because the driver asks. What the capture still has is left out. */
  close(): void {
    this.#end(undefined);
  }

  #end(loss: TransportError | undefined): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#loss = loss;
    this.#cancel();
    this.#events.end();
    for (const { reject } of [...this.#called.values(), ...this.#asked]) reject(this.#closedError());
    this.#called.clear();
    this.#asked.length = 0;
    this.#arrivals.deliverKept();
    this.#options.onEnd(loss);
    for (const listener of this.#closeListeners) listener(loss);
  }

  #ask(call: Pick<AskedCall, 'method' | 'args' | 'listener'>): Promise<CallOutcome> {
    if (!this.#isOpen) return Promise.reject(this.#closedError());
    const outcome = this.#outcome(call, (asked) => this.#asked.push(asked));
    this.#step();
    return outcome;
  }

  #outcome(
    call: Pick<AskedCall, 'method' | 'args' | 'listener'>,
    keep: (asked: AskedCall) => void,
  ): Promise<CallOutcome> {
    const askedNs = this.#options.clock.nowNs();
    return new Promise((resolve, reject) => keep({ ...call, askedNs, resolve, reject }));
  }

  /** Goes on to the next event that has to be waited for: its time, or a call of the driver. */
  #step(): void {
    this.#cancel();
    while (this.#isOpen && this.#goOn(this.#events.next));
  }

  /** @returns false when something has to be waited for. */
  #goOn(event: CaptureEvent | undefined): boolean {
    if (event === undefined) {
      this.#cancel = soon(() => this.#end(this.#events.whyOver));
      return false;
    }
    switch (event.type) {
      case 'call':
        return this.#answer(event);
      case 'data':
        if (!this.#isLeftOut(event)) break;
        this.#events.take();
        return true;
      case 'close':
        if (event.error === undefined || this.#isLeftOut(event)) this.#refuseCalls();
        if (event.error !== undefined) break;
        this.#waitForDriver(event);
        return false;
      default:
        // At once where it is time: whoever waits for it goes on before anything else happens.
        if (this.#delayNs(event) > 0) break;
        this.#events.take();
        this.#settle(event);
        return true;
    }
    this.#waitForEvent(event);
    return false;
  }

  #waitFor(delayMs: number, run: () => void): void {
    this.#cancel = schedule(this.#options.clock, delayMs, run);
  }

  /** Nothing is let happen too early, and a driver that waits for its call need not let time pass for what belongs to it. */
  #waitForEvent(event: CaptureEvent): void {
    const delayNs = this.#delayNs(event);
    const happen = () => this.#happen(event);
    if (this.#called.size > 0 && event.offsetNs === this.#anchor.offsetNs)
      this.#cancel = beforeReturning(happen);
    else if (delayNs <= 0 && this.#asked.length > 0) this.#cancel = soon(happen);
    else this.#waitFor(delayNs / 1e6, happen);
  }

  #happen(event: CaptureEvent): void {
    try {
      // Timers may fire a little early.
      if (this.#delayNs(event) > 0) return;
      this.#events.take();
      if (event.type === 'data') this.#deliver(event);
      else if (event.type === 'close') this.#lose(event);
      else if (event.type !== 'call') this.#settle(event);
    } finally {
      // Also when a listener throws: its error is one of the process, not of the playback.
      this.#step();
    }
  }

  /** The device went away. Calls that were pending then end as they did. */
  #lose({ error }: EventOf<'close'>): void {
    for (;;) {
      const { next } = this.#events;
      if (next?.type !== 'result' && next?.type !== 'error') break;
      this.#settle(next);
      this.#events.take();
    }
    this.#end(error && capturedLoss(error, this.#options.capture));
  }

  /** @returns false when the driver has not made the call yet. */
  #answer(event: EventOf<'call'>): boolean {
    const asked = this.#asked.shift();
    if (asked === undefined) {
      this.#waitForDriver(event);
      return false;
    }
    if (asked.method !== event.method || !isDeepStrictEqual(asked.args, event.args)) {
      asked.reject(mismatch(this.#options.capture.name, asked, event));
      return true;
    }
    this.#anchor = { ns: asked.askedNs, offsetNs: event.offsetNs };
    this.#called.set(event.call, asked);
    if (asked.listener !== undefined) this.#subscriptions.set(event.call, asked.listener);
    this.#events.take();
    return true;
  }

  #settle(event: EventOf<'result'> | EventOf<'error'>): void {
    const { call } = event;
    const asked = this.#called.get(call);
    this.#called.delete(call);
    if (event.type === 'error') {
      this.#subscriptions.delete(call);
      asked?.reject(capturedFailure(event.error, this.#options.capture));
    } else {
      asked?.resolve({ call, value: event.value === undefined ? undefined : decodeBytes(event.value) });
    }
  }

  #deliver({ bytes, about = {}, offsetNs }: EventOf<'data'>): void {
    const nowNs = this.#options.clock.nowNs();
    const dueNs = this.#dueNs(offsetNs);
    // What comes at once, because the driver calls early, has not come later than now.
    const arrivalNs = earlier(dueNs, nowNs);
    const { call, delayNs = 0, lost = 0 } = about;
    const arrival = { bytes, arrivalNs, captureNs: arrivalNs - BigInt(delayNs), lost };
    if (call === undefined) this.#arrivals.deliver(arrival);
    else this.#subscriptions.get(call)?.(arrival);
  }

  #dueNs(offsetNs: number): bigint {
    return this.#anchor.ns + BigInt(offsetNs - this.#anchor.offsetNs);
  }

  /** While a call waits, what comes before it comes at once. */
  #delayNs({ offsetNs }: CaptureEvent): number {
    if (this.#asked.length > 0) return 0;
    return Math.max(0, Number(this.#dueNs(offsetNs) - this.#options.clock.nowNs()));
  }

  /** Whether the driver calls so much sooner that this had not happened then. */
  #isLeftOut({ offsetNs }: CaptureEvent): boolean {
    const [asked] = this.#asked;
    return asked !== undefined && Number(this.#dueNs(offsetNs) - asked.askedNs) > earlyNs;
  }

  /** The driver made no more calls then. */
  #refuseCalls(): void {
    for (const asked of this.#asked.splice(0)) asked.reject(mismatch(this.#options.capture.name, asked));
  }

  /** It is the driver's turn. When it does nothing, nothing more will come. */
  #waitForDriver(event: CaptureEvent): void {
    if (this.#hasWaited) return;
    this.#waitFor(this.#delayNs(event) / 1e6 + waitingMs, () => {
      this.#hasWaited = true;
      this.#options.onWaiting();
    });
  }

  #closedError(): TransportError {
    return new TransportError(
      'CONNECTION_CLOSED',
      'The connection, which is played from a capture, is closed.',
      {
        cause: this.#loss,
        subject: { path: this.#options.capture.name },
      },
    );
  }
}

const earlier = (a: bigint, b: bigint): bigint => (a < b ? a : b);
