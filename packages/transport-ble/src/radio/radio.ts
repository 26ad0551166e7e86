import { setTimeout as sleep } from 'node:timers/promises';
import type { BlePeripheralInfo, TransportError } from '@modlink/sdk';
import type { Adapter } from '../adapter.js';
import { busy, messageOf, notFound, operationFailed } from '../errors.js';
import { loadNoble, type Noble, type Peripheral } from './native.js';
import { type LinkEars, PeripheralLink } from './peripheral-link.js';
import { poweredOn } from './power.js';
import { Scanner } from './scanner.js';
import { watchPort } from './watch-port.js';

/** How long one attempt to connect may take, of a peripheral that was just seen, in milliseconds. */
const attemptTimeoutMs = 5_000;
/** Between two attempts, in milliseconds. */
const pauseMs = 100;

interface Loaded {
  readonly noble: Noble;
  readonly scanner: Scanner;
}

/** The adapter: one scan for everyone, and one connection per peripheral. */
export class Radio {
  readonly #adapter: Adapter;
  /** Connected, or about to be. */
  readonly #taken = new Set<string>();
  readonly #onAdapterLost: () => void;
  #loaded: Loaded | undefined;

  /** @param onAdapterLost - the adapter was switched off or taken away: nothing can be done with this radio any more. */
  constructor(adapter: Adapter, onAdapterLost: () => void) {
    this.#adapter = adapter;
    this.#onAdapterLost = onAdapterLost;
  }

  /**
   * What is advertised.
   * @throws {TransportError} `TRANSPORT_UNAVAILABLE`, `PERMISSION_DENIED`; the reason of the signal.
   */
  async scan(
    serviceUuids: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<readonly BlePeripheralInfo[]> {
    const { scanner } = await this.#ready();
    signal.throwIfAborted();
    return await scanner.scan(serviceUuids, timeoutMs, signal);
  }

  /**
   * Connects a peripheral, as soon as it is seen. Where that fails it is tried again, until the time is over.
   * @throws {TransportError} `DEVICE_NOT_FOUND`, `DEVICE_BUSY`, `TRANSPORT_UNAVAILABLE`, `PERMISSION_DENIED`, `IO_FAILED`; the reason
   * of the signal.
   */
  async connect(id: string, timeoutMs: number, signal: AbortSignal, ears: LinkEars): Promise<PeripheralLink> {
    if (this.#taken.has(id)) throw busy(id);
    this.#taken.add(id);
    try {
      const { noble, scanner } = await this.#ready();
      signal.throwIfAborted();
      const deadlineMs = performance.now() + timeoutMs;
      let failure: TransportError | undefined;
      for (;;) {
        const leftMs = deadlineMs - performance.now();
        if (leftMs <= 0) throw failure ?? notFound(id, timeoutMs);
        const peripheral = await scanner.lookFor(id, leftMs, signal).catch((error: unknown) => {
          throw signal.aborted ? signal.reason : (failure ?? error);
        });
        try {
          // Nothing comes between the connection and who hears of its end.
          const link = await scanner.paused(async () => {
            await connectWithin(peripheral, Math.min(attemptTimeoutMs, leftMs), signal);
            return new PeripheralLink(noble, peripheral, ears);
          });
          link.ended.then(() => this.#taken.delete(id));
          return link;
        } catch (error) {
          if (signal.aborted) throw signal.reason;
          failure = operationFailed(
            id,
            `it was seen, but could not be connected: ${messageOf(error)}`,
            error,
          );
          await sleep(pauseMs);
        }
      }
    } catch (error) {
      this.#taken.delete(id);
      throw error;
    }
  }

  /** Lets go of the adapter. */
  stop(): void {
    try {
      this.#loaded?.noble.stop();
    } catch {
      // An adapter that never got ready cannot be stopped.
    }
  }

  async #ready(): Promise<Loaded> {
    this.#loaded ??= this.#load();
    await poweredOn(this.#loaded.noble, this.#adapter);
    return this.#loaded;
  }

  #load(): Loaded {
    const noble = loadNoble(this.#adapter);
    let wasOn = false;
    noble.on('stateChange', (state) => {
      if (state === 'poweredOn') wasOn = true;
      else if (wasOn) this.#onAdapterLost();
    });
    if (this.#adapter.kind === 'uart') watchPort(this.#adapter.port, this.#onAdapterLost);
    return { noble, scanner: new Scanner(noble) };
  }
}

/** @throws {Error} when the time is over or the signal fires. */
async function connectWithin(peripheral: Peripheral, timeoutMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const giveUp = () => peripheral.cancelConnect();
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener('abort', giveUp);
  try {
    await peripheral.connectAsync();
    if (peripheral.state !== 'connected') throw new Error('it ended the connection at once');
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
