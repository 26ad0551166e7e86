import type { HostEvents } from '../events/host-events.js';
import type { StartableDriver } from '../registry/index.js';
import { driverWords } from '../supervisor/driver-words.js';
import type { IsolateObserver } from '../supervisor/isolate.js';
import { callAborted } from '../supervisor/isolate-errors.js';
import type { LoadedIsolate, StartIsolate } from '../supervisor/start-isolate.js';

/** How long an isolate that searched waits for a connect before it is ended. */
const idleTimeoutMs = 30_000;

interface Probe {
  readonly isolate: Promise<LoadedIsolate>;
  idleTimer: NodeJS.Timeout | undefined;
}

/**
 * Isolates that search: one for each driver, started when first needed. A connect takes the isolate that searched, since a
 * driver may hold on to what it found; the next search starts another.
 */
export class Probes {
  readonly #start: StartIsolate;
  readonly #events: HostEvents;
  readonly #probes = new Map<string, Probe>();

  constructor(start: StartIsolate, events: HostEvents) {
    this.#start = start;
    this.#events = events;
  }

  /** Lends the driver's isolate for a search. @throws {HostError} `CONTROL_ABORTED` while it loads, and what loading throws. */
  async use<T>(
    driver: StartableDriver,
    search: (probe: LoadedIsolate) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const probe = this.#open(driver);
    clearTimeout(probe.idleTimer);
    try {
      return await search(await loadedOrAborted(driver, probe.isolate, signal));
    } finally {
      if (this.#probes.get(driver.driverId) === probe) {
        clearTimeout(probe.idleTimer);
        probe.idleTimer = setTimeout(() => this.#drop(driver.driverId, probe), idleTimeoutMs).unref();
      }
    }
  }

  /** Gives the driver's isolate away, for good. @throws as {@link Probes.use} */
  async take(driver: StartableDriver, signal: AbortSignal | undefined): Promise<LoadedIsolate> {
    const probe = this.#open(driver);
    clearTimeout(probe.idleTimer);
    const loaded = await loadedOrAborted(driver, probe.isolate, signal);
    // Another connect may have taken it meanwhile: one isolate, one device.
    if (this.#probes.get(driver.driverId) !== probe) return this.take(driver, signal);
    this.#probes.delete(driver.driverId);
    return loaded;
  }

  /** Ends the isolate of one driver. The next search starts it anew. */
  async forget(driverId: string): Promise<void> {
    const probe = this.#probes.get(driverId);
    if (probe !== undefined) await this.#drop(driverId, probe);
  }

  /** Ends the isolates of all drivers. The next search starts them anew. */
  async close(): Promise<void> {
    await Promise.all([...this.#probes].map(([driverId, probe]) => this.#drop(driverId, probe)));
  }

  #open(driver: StartableDriver): Probe {
    const { driverId } = driver;
    const known = this.#probes.get(driverId);
    if (known !== undefined) return known;
    const probe: Probe = { isolate: this.#start(driver, this.#observer(driverId)), idleTimer: undefined };
    this.#probes.set(driverId, probe);
    probe.isolate.then(
      // A driver that ended while it idled is started anew next time.
      ({ isolate }) => isolate.exited.then(() => this.#forget(driverId, probe)),
      () => this.#forget(driverId, probe),
    );
    return probe;
  }

  #forget(driverId: string, probe: Probe): void {
    clearTimeout(probe.idleTimer);
    if (this.#probes.get(driverId) === probe) this.#probes.delete(driverId);
  }

  async #drop(driverId: string, probe: Probe): Promise<void> {
    this.#forget(driverId, probe);
    const { isolate } = await probe.isolate.catch(() => ({ isolate: undefined }));
    await isolate?.close();
  }

  #observer(driverId: string): IsolateObserver {
    // Without a device there is nothing that frames could belong to.
    return { onFrame() {}, ...driverWords(this.#events, { driverId, deviceId: undefined }) };
  }
}

/** Loading goes on for whoever needs the driver next; the one who gave up does not wait for it. */
function loadedOrAborted(
  { driverId }: StartableDriver,
  loading: Promise<LoadedIsolate>,
  signal: AbortSignal | undefined,
): Promise<LoadedIsolate> {
  if (signal === undefined) return loading;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(callAborted(driverId, 'load'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    loading.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
