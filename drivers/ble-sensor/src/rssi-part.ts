import type { StreamDescriptor } from '@modlink/sdk';
import type { SensorLink, SensorPart } from './sensor-part.js';
import { rssiStream } from './streams.js';

const intervalMs = 5000;

export async function openRssi(link: SensorLink): Promise<SensorPart | undefined> {
  return link.settings.rssi ? new RssiPart(link) : undefined;
}

/** The strength of the signal, asked for every few seconds. */
class RssiPart implements SensorPart {
  readonly streams: readonly StreamDescriptor[] = [rssiStream];
  readonly #link: SensorLink;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(link: SensorLink) {
    this.#link = link;
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.#read(), intervalMs);
    void this.#read();
  }

  async stop(): Promise<void> {
    this.end();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #read(): Promise<void> {
    try {
      this.#link.emit('rssi', [await this.#link.connection.readRssiDbm()]);
    } catch (error) {
      // The next one may succeed; where the connection is lost, that is told elsewhere.
      this.#link.log.debug(`The signal strength could not be read: ${String(error)}`);
    }
  }
}
