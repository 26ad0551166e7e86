import { serializeError, type TransportKind, transportKinds, type Unsubscribe } from '@modlink/sdk';
import type { HostEvents } from '../events/host-events.js';
import type { StartableDriver } from '../registry/index.js';
import type { Isolate, IsolateObserver } from '../supervisor/isolate.js';
import type { StartWatcher } from '../supervisor/start-watcher.js';

/** What is found by its advertisements alone: every look is a search, so it is told to be worth one this often. */
const searchedKinds: readonly TransportKind[] = ['ble'];

export interface DeviceWatchOptions {
  readonly events: HostEvents;
  readonly startWatcher: StartWatcher;
  readonly startable: () => readonly StartableDriver[];
  /** How often Bluetooth is searched anew, milliseconds. */
  readonly searchAgainMs: number;
  /** How long after a watcher failed the next one is started, milliseconds. */
  readonly restartDelayMs: number;
}

export const defaultDeviceWatchTimes = { searchAgainMs: 15_000, restartDelayMs: 5_000 };

/** Tells when it is worth searching again, while somebody wants to know. */
export class DeviceWatch {
  readonly #options: DeviceWatchOptions;
  readonly #watchers = new Set<symbol>();
  #round: WatchRound | undefined;

  constructor(options: DeviceWatchOptions) {
    this.#options = options;
  }

  /** Begins with the first who watches and ends with the last. */
  watch(): Unsubscribe {
    const watcher = Symbol('watcher');
    this.#watchers.add(watcher);
    this.#round ??= new WatchRound(this.#options);
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) void this.close();
    };
  }

  /** Ends for everybody. */
  async close(): Promise<void> {
    const round = this.#round;
    this.#round = undefined;
    this.#watchers.clear();
    await round?.end();
  }
}

/** From the first who watches to the last. */
class WatchRound {
  readonly #options: DeviceWatchOptions;
  readonly #searchTimer: NodeJS.Timeout;
  #isolate: Promise<Isolate | undefined>;
  #restartTimer: NodeJS.Timeout | undefined;
  #isEnded = false;

  constructor(options: DeviceWatchOptions) {
    this.#options = options;
    this.#searchTimer = setInterval(() => {
      for (const kind of searchedKinds) this.#changed(kind);
    }, options.searchAgainMs).unref();
    this.#isolate = this.#start();
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    clearInterval(this.#searchTimer);
    clearTimeout(this.#restartTimer);
    await (await this.#isolate)?.close();
  }

  async #start(): Promise<Isolate | undefined> {
    const asked = this.#options.startable().flatMap(({ transports }) => transports);
    const kinds = transportKinds.filter((kind) => asked.includes(kind) && !searchedKinds.includes(kind));
    if (kinds.length === 0) return undefined;
    try {
      const isolate = await this.#options.startWatcher(kinds, this.#observer());
      void isolate.exited.then(() => this.#restartLater());
      return isolate;
    } catch (error) {
      this.#log('warn', `What is plugged in cannot be watched: ${serializeError(error).message}`);
      this.#restartLater();
      return undefined;
    }
  }

  /** What changed while nobody looked is told by then, as far as anybody can know. */
  #restartLater(): void {
    if (this.#isEnded) return;
    this.#restartTimer = setTimeout(() => {
      this.#isolate = this.#start();
      for (const kind of transportKinds) this.#changed(kind);
    }, this.#options.restartDelayMs).unref();
  }

  #changed(kind: TransportKind): void {
    const { events, startable } = this.#options;
    const concerned = startable().filter(({ transports }) => transports.includes(kind));
    const driverIds = concerned.map(({ driverId }) => driverId);
    if (!this.#isEnded && driverIds.length > 0)
      events.emit('devices-changed', { transport: kind, driverIds });
  }

  #observer(): IsolateObserver {
    return {
      onFrame() {},
      onMessage: (message) => {
        if (message.type === 'devices-changed') this.#changed(message.transport);
        else if (message.type === 'log') this.#log(message.level, message.message);
      },
      onOutput: (level, line) => this.#log(level, line),
      onExit() {},
    };
  }

  #log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void {
    const words = `Device watch: ${message}`;
    this.#options.events.emit('log', { driverId: 'none', deviceId: undefined, level, message: words });
  }
}
