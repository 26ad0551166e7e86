/**
 * The host's side of one driver in its isolate: control calls one at a time, with time-outs and abort.
 */
import type { SerializedError } from '@modlink/sdk';
import type { HostError } from '../errors.js';
import type { ControlCalls, ControlName, IsolateMessage } from '../isolate/messages.js';
import type { StartableDriver } from '../registry/index.js';
import type { Carrier, IsolateExit, StartCarrier } from './carrier.js';
import { Heartbeat } from './heartbeat.js';
import { callAborted, callTimedOut, driverFailure, isolateExited } from './isolate-errors.js';
import type { LeaseTable } from './leases.js';

/** How long each control call may take, milliseconds. */
export type ControlTimeouts = { readonly [Name in ControlName as `${Name}Ms`]: number } & {
  /** How long a call that was given up may take to end before the isolate counts as hung. */
  readonly abortGraceMs: number;
};

export const defaultControlTimeouts: ControlTimeouts = {
  loadMs: 15_000,
  watchMs: 15_000,
  listMs: 20_000,
  searchMs: 20_000,
  connectMs: 30_000,
  disconnectMs: 10_000,
  startStreamingMs: 10_000,
  stopStreamingMs: 10_000,
  runCommandMs: 30_000,
  shutdownMs: 3_000,
  abortGraceMs: 2_000,
};

/** What an isolate may take before it is ended. */
export interface IsolateLimits {
  /** How long its event loop may stand still outside of control calls, milliseconds. 0: as long as it likes. */
  readonly heartbeatTimeoutMs: number;
  /** Memory, MiB. */
  readonly memoryLimitMb: number;
}

export const defaultIsolateLimits: IsolateLimits = { heartbeatTimeoutMs: 5_000, memoryLimitMb: 1_024 };

/** Messages that are for the device, not for the host's side of the isolate. */
export type DeviceMessage = Exclude<
  IsolateMessage,
  { type: 'reply' | 'failure' | 'lease' | 'release' | 'pong' }
>;

export interface IsolateObserver {
  onFrame(streamIndex: number, bytes: Uint8Array, dropped: number): void;
  onMessage(message: DeviceMessage): void;
  onOutput(level: 'info' | 'warn', line: string): void;
  /** Once. `closed` when the host asked for it. */
  onExit(exit: IsolateExit): void;
}

export interface IsolateOptions {
  readonly driverId: string;
  readonly startCarrier: StartCarrier;
  readonly timeouts: ControlTimeouts;
  readonly limits: IsolateLimits;
  readonly leases: LeaseTable;
  /** Names the holder of a lease in messages to others. */
  readonly holder: () => string;
  /** The driver as it was when it was started; absent where there is none. */
  readonly driver?: StartableDriver;
}

interface PendingCall {
  readonly name: ControlName;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

export class Isolate {
  readonly #options: IsolateOptions;
  readonly #carrier: Carrier;
  readonly #heartbeat: Heartbeat;
  readonly #pending = new Map<number, PendingCall>();
  readonly #releases = new Map<number, () => void>();
  /** Who is told what comes out. A probe's observer gives way to the device's. */
  observer: IsolateObserver;
  readonly exited: Promise<IsolateExit>;
  #exit: IsolateExit | undefined;
  #queue: Promise<void> = Promise.resolve();
  #nextId = 1;
  #closing = false;

  constructor(options: IsolateOptions, observer: IsolateObserver) {
    this.#options = options;
    this.observer = observer;
    let exited: (exit: IsolateExit) => void;
    this.exited = new Promise((resolve) => {
      exited = resolve;
    });
    this.#carrier = options.startCarrier({
      onFrame: (index, bytes, dropped) => {
        this.#heartbeat.beat();
        this.observer.onFrame(index, bytes, dropped);
      },
      onMessage: (message) => {
        this.#heartbeat.beat();
        this.#receive(message);
      },
      onOutput: (level, line) => this.observer.onOutput(level, line),
      onExit: (exit) => {
        this.#ended(exit);
        exited(exit);
      },
    });
    this.#heartbeat = new Heartbeat({
      timeoutMs: options.limits.heartbeatTimeoutMs,
      ping: () => this.#carrier.send({ type: 'ping' }),
      isBusy: () => this.#pending.size > 0,
      onBlocked: () => this.#carrier.kill('blocked'),
    });
  }

  /** The driver as it was when it was started: its package may have been updated since. */
  get driver(): StartableDriver | undefined {
    return this.#options.driver;
  }

  get pid(): number | undefined {
    return this.#carrier.pid;
  }

  get isRunning(): boolean {
    return this.#exit === undefined && !this.#closing;
  }

  /**
   * Runs a control method of the driver, after those that were called before.
   * @param timeoutMs - in place of the one that holds for all calls of this name.
   * @throws what the driver threw, as a `ModlinkError` with its code; {@link HostError} `CONTROL_TIMEOUT`,
   * `CONTROL_ABORTED`, `ISOLATE_EXITED`.
   */
  call<Name extends ControlName>(
    name: Name,
    request: ControlCalls[Name]['request'],
    signal?: AbortSignal | undefined,
    timeoutMs = this.#options.timeouts[`${name}Ms`],
  ): Promise<ControlCalls[Name]['reply']> {
    return new Promise((resolve, reject) => {
      const call: PendingCall = { name, resolve: resolve as PendingCall['resolve'], reject };
      this.#queue = this.#queue.then(() => this.#perform(request, call, timeoutMs, signal));
    });
  }

  /** Tells it that the host clock was moved. */
  moveClock(offsetNs: bigint): void {
    this.#carrier.send({ type: 'clock', offsetNs: String(offsetNs) });
  }

  /** Shuts the driver down and ends the isolate; resolves when it is gone, within a bound. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      // A driver that fails to release its device is ended all the same.
      await this.call('shutdown', null).catch(() => {});
      this.#carrier.close();
    }
    await this.exited;
  }

  /** Holds its place in the queue until the driver has answered, or is known to be gone. */
  async #perform(
    request: unknown,
    call: PendingCall,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (this.#exit !== undefined) return call.reject(isolateExited(this.#options.driverId, this.#exit));
    const { driverId, timeouts } = this.#options;
    const { name } = call;
    if (signal?.aborted) return call.reject(callAborted(driverId, name));
    const id = this.#nextId++;
    let hungTimer: NodeJS.Timeout | undefined;
    const giveUp = (error: HostError) => {
      call.reject(error);
      this.#carrier.send({ type: 'abort', id });
      hungTimer ??= setTimeout(() => this.#carrier.kill('hung'), timeouts.abortGraceMs);
    };
    const onAbort = () => giveUp(callAborted(driverId, name));
    const timer = setTimeout(() => giveUp(callTimedOut(driverId, name, timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    await new Promise<void>((answered) => {
      this.#pending.set(id, {
        name,
        resolve: (value) => answered(call.resolve(value)),
        reject: (error) => answered(call.reject(error)),
      });
      this.#carrier.send({ type: 'call', id, name, request });
    });
    clearTimeout(timer);
    clearTimeout(hungTimer);
    signal?.removeEventListener('abort', onAbort);
  }

  #receive(message: IsolateMessage): void {
    switch (message.type) {
      case 'reply':
        this.#settle(message.id)?.resolve(message.value);
        break;
      case 'failure':
        this.#fail(message.id, message.error);
        break;
      case 'lease':
        this.#lease(message.id, message.resource);
        break;
      case 'release':
        this.#releases.get(message.id)?.();
        this.#releases.delete(message.id);
        break;
      case 'pong':
        if (message.memoryBytes > this.#options.limits.memoryLimitMb * 2 ** 20)
          this.#carrier.kill('out-of-memory');
        break;
      default:
        this.observer.onMessage(message);
    }
  }

  #fail(id: number, error: SerializedError): void {
    const call = this.#settle(id);
    if (call !== undefined) call.reject(driverFailure(this.#options.driverId, call.name, error));
  }

  #settle(id: number): PendingCall | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    return call;
  }

  #lease(id: number, resource: string): void {
    const lease = this.#options.leases.acquire(resource, this.#options.holder);
    if ('heldBy' in lease) {
      const message = `${resource} is in use by ${lease.heldBy}. Disconnect it there first.`;
      this.#carrier.send({ type: 'lease-refused', id, message });
    } else {
      this.#releases.set(id, lease.release);
      this.#carrier.send({ type: 'lease-granted', id });
    }
  }

  #ended(exit: IsolateExit): void {
    this.#exit = exit;
    this.#heartbeat.stop();
    for (const release of this.#releases.values()) release();
    this.#releases.clear();
    for (const id of [...this.#pending.keys()])
      this.#settle(id)?.reject(isolateExited(this.#options.driverId, exit));
    this.observer.onExit(exit);
  }
}
