import type { BlePeripheralInfo } from '@modlink/sdk';
import { notFound } from '../errors.js';
import type { Noble, Peripheral } from './native.js';
import { describeSighting, idOf } from './sighting.js';

/** A command of the controller that is not confirmed within this time was not done; it is given again. In milliseconds. */
const confirmationTimeoutMs = 2_000;

type Watcher = (peripheral: Peripheral) => void;

/** The one scan of the adapter, which everyone shares: it runs while somebody watches, except while a connection is made. */
export class Scanner {
  readonly #noble: Noble;
  readonly #watchers = new Set<Watcher>();
  #state: 'off' | 'starting' | 'on' | 'stopping' = 'off';
  #pauses = 0;
  #whenOff: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(noble: Noble) {
    this.#noble = noble;
    noble.on('discover', (peripheral) => {
      for (const watcher of [...this.#watchers]) watcher(peripheral);
    });
    noble.on('scanStart', () => this.#state === 'starting' && this.#turn('on'));
    // While it starts, the controller is first told to stop.
    noble.on('scanStop', () => this.#state !== 'starting' && this.#turn('off'));
  }

  /** Everyone who advertises one of the services, or anyone, until the time is over; the strongest signal first. */
  scan(
    serviceUuids: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<readonly BlePeripheralInfo[]> {
    const wanted = new Set(serviceUuids);
    const found = new Map<string, BlePeripheralInfo>();
    return new Promise((resolve, reject) => {
      const end = this.#watch((peripheral) => {
        const info = describeSighting(peripheral);
        if (wanted.size === 0 || info.serviceUuids.some((uuid) => wanted.has(uuid))) found.set(info.id, info);
      });
      const timer = setTimeout(() => {
        end();
        signal.removeEventListener('abort', abort);
        resolve([...found.values()].sort((a, b) => (b.rssiDbm ?? -128) - (a.rssiDbm ?? -128)));
      }, timeoutMs);
      const abort = () => {
        end();
        clearTimeout(timer);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /**
   * Waits until a peripheral advertises: it is in range then, and not connected.
   * @throws {TransportError} `DEVICE_NOT_FOUND`
   */
  lookFor(id: string, timeoutMs: number, signal: AbortSignal): Promise<Peripheral> {
    return new Promise((resolve, reject) => {
      const settle = (result: () => void) => {
        end();
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        result();
      };
      const abort = () => settle(() => reject(signal.reason));
      const timer = setTimeout(() => settle(() => reject(notFound(id, timeoutMs))), timeoutMs);
      const end = this.#watch((peripheral) => {
        if (idOf(peripheral) === id) settle(() => resolve(peripheral));
      });
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /** Does something while the adapter does not scan: it cannot connect meanwhile. */
  async paused<T>(run: () => Promise<T>): Promise<T> {
    this.#pauses += 1;
    this.#update();
    try {
      if (this.#state !== 'off') await new Promise<void>((resolve) => this.#whenOff.push(resolve));
      return await run();
    } finally {
      this.#pauses -= 1;
      this.#update();
    }
  }

  #watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    this.#update();
    return () => {
      this.#watchers.delete(watcher);
      this.#update();
    };
  }

  #update(): void {
    const isWanted = this.#watchers.size > 0 && this.#pauses === 0;
    if (isWanted && this.#state === 'off') {
      this.#state = 'starting';
      this.#expectConfirmation();
      // With duplicates: signal strengths change, and names come with scan responses.
      this.#noble.startScanning([], true, (error) => error && this.#turn('off'));
    } else if (!isWanted && this.#state === 'on') {
      this.#state = 'stopping';
      this.#expectConfirmation();
      this.#noble.stopScanning();
    }
  }

  #expectConfirmation(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn('off'), confirmationTimeoutMs);
  }

  #turn(state: 'on' | 'off'): void {
    clearTimeout(this.#timer);
    this.#state = state;
    if (state === 'off') for (const resolve of this.#whenOff.splice(0)) resolve();
    this.#update();
  }
}
