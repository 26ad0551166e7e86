import { RssiWatch, type StreamDescriptor } from '@modlink/sdk';
import type { SensorLink, SensorPart } from './sensor-part.js';
import { rssiStream } from './streams.js';

export async function openRssi(link: SensorLink): Promise<SensorPart | undefined> {
  return link.settings.rssi ? new RssiPart(link) : undefined;
}

/** The strength of the signal, asked for every few seconds. */
class RssiPart implements SensorPart {
  readonly streams: readonly StreamDescriptor[] = [rssiStream];
  readonly #watch: RssiWatch;

  constructor({ connection, emit, log }: SensorLink) {
    this.#watch = new RssiWatch({
      read: () => connection.readRssiDbm(),
      onRssiDbm: (rssiDbm) => emit('rssi', [rssiDbm]),
      onFailed: (error) => log.debug(`The signal strength could not be read: ${String(error)}`),
    });
  }

  async start(): Promise<void> {
    this.#watch.start();
  }

  async stop(): Promise<void> {
    this.end();
  }

  end(): void {
    this.#watch.stop();
  }
}
