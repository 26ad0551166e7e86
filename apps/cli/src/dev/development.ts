/** A driver that is written while it runs: built, loaded, and again after each change. */
import type { FoundDevice, Host } from '@modlink/host';
import { serializeError } from '@modlink/sdk';
import { connectDevices } from '../live/connect-devices.js';
import { type Build, runBuild } from './build.js';
import { readDriverFolder } from './driver-folder.js';

/** Under this name the log of the studio has what went wrong, in the place of a driver's. */
export const developmentSpeaker = 'modlink dev';

/** What is told on the way. */
export type DevelopmentStep =
  | ({ readonly type: 'built' | 'build-failed' } & Omit<Build, 'succeeded'>)
  | { readonly type: 'loaded'; readonly driverIds: readonly string[]; readonly deviceIds: readonly string[] }
  | { readonly type: 'load-failed'; readonly driverId: string | undefined; readonly error: unknown };

export interface DevelopmentOptions {
  readonly host: Host;
  readonly folder: string;
  readonly signal: AbortSignal;
  tell(step: DevelopmentStep): void;
}

export class Development {
  readonly #options: DevelopmentOptions;
  #running: Promise<void> | undefined;
  #isStale = false;

  constructor(options: DevelopmentOptions) {
    this.#options = options;
  }

  /** Builds and loads; what changes meanwhile is built after it. Resolves when nothing is left to do. */
  update(): Promise<void> {
    this.#isStale = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#options;
    while (this.#isStale && !signal.aborted) {
      this.#isStale = false;
      await this.#buildAndLoad().catch((error: unknown) => {
        if (!signal.aborted) this.#failed(undefined, error);
      });
    }
  }

  async #buildAndLoad(): Promise<void> {
    const { folder, signal, tell, host } = this.#options;
    const { hasBuild, path } = await readDriverFolder(folder);
    if (hasBuild) {
      const { succeeded, ...build } = await runBuild(path, signal);
      tell({ type: succeeded ? 'built' : 'build-failed', ...build });
      if (!succeeded) {
        this.#log(`The build failed:\n${build.output}`);
        return;
      }
    }
    await host.drivers.rescan();
    const { driverIds } = await readDriverFolder(folder);
    const loaded: string[] = [];
    for (const driverId of driverIds) if (await this.#load(driverId)) loaded.push(driverId);
    const own = host.devices.connected().filter((device) => loaded.includes(device.driverId));
    if (loaded.length > 0)
      tell({ type: 'loaded', driverIds: loaded, deviceIds: own.map(({ deviceId }) => deviceId) });
  }

  /** The first time its devices are connected; later they go on with the new version. */
  async #load(driverId: string): Promise<boolean> {
    const { host, signal } = this.#options;
    try {
      const isKnown = host.devices.list().some((device) => device.driverId === driverId);
      if (isKnown) await host.reloadDriver(driverId);
      else await this.#connect(driverId);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      this.#failed(driverId, error);
      return false;
    }
  }

  /** Those that the driver is sure of; the others are connected in the studio. */
  async #connect(driverId: string): Promise<void> {
    const { host, signal } = this.#options;
    const { devices: found, failures } = await host.search({ driverId, signal });
    if (failures[0] !== undefined) throw failures[0].error;
    const sure = found.filter(({ result }: FoundDevice) => result.likely !== false);
    const connected = await connectDevices(host, sure, signal);
    if (connected.failures[0] !== undefined) throw connected.failures[0].error;
    await Promise.all(connected.devices.map((device) => device.startStreaming(signal)));
  }

  #failed(driverId: string | undefined, error: unknown): void {
    this.#options.tell({ type: 'load-failed', driverId, error });
    this.#log(serializeError(error).message);
  }

  /** For the studio, whose log has what drivers say. */
  #log(message: string): void {
    const { events } = this.#options.host;
    events.emit('log', { deviceId: undefined, driverId: developmentSpeaker, level: 'error', message });
  }
}
