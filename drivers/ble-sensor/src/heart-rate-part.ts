import { RefusalReport, type StreamDescriptor } from '@modlink/sdk';
import { endTimes } from './end-times.js';
import { gatt, hasCharacteristic } from './gatt.js';
import { parseHeartRate } from './parser/index.js';
import type { SensorLink, SensorPart } from './sensor-part.js';
import { heartRateStreams } from './streams.js';

export async function openHeartRate(link: SensorLink): Promise<SensorPart | undefined> {
  const isWanted = link.settings.measurements.includes('heart-rate');
  return isWanted && hasCharacteristic(link.services, gatt.heartRate) ? new HeartRatePart(link) : undefined;
}

/** The Heart Rate Service. */
class HeartRatePart implements SensorPart {
  readonly streams: readonly StreamDescriptor[] = heartRateStreams;
  readonly #link: SensorLink;
  readonly #refusals: RefusalReport;
  #unsubscribe = async () => {};

  constructor(link: SensorLink) {
    this.#link = link;
    this.#refusals = new RefusalReport('heart-rate notifications', (message) =>
      link.report('warning', message),
    );
  }

  async start(): Promise<void> {
    this.#unsubscribe = await this.#link.connection.subscribe(gatt.heartRate, (bytes, arrivalNs) =>
      this.#take(bytes, arrivalNs),
    );
  }

  async stop(): Promise<void> {
    await this.#unsubscribe();
  }

  end(): void {
    this.#unsubscribe = async () => {};
  }

  #take(bytes: Uint8Array, arrivalNs: bigint): void {
    const measurement = parseHeartRate(bytes);
    if (measurement === undefined) {
      this.#refusals.add(bytes, arrivalNs);
      return;
    }
    const { emit } = this.#link;
    const { heartRateBpm, contact, energyKj, rrIntervalsMs } = measurement;
    emit('heart_rate', [heartRateBpm], { arrivalNs });
    if (contact !== undefined) emit('contact', [contact ? 1 : 0], { arrivalNs });
    if (energyKj !== undefined) emit('energy', [energyKj], { arrivalNs });
    for (const { valueMs, endNs } of endTimes(rrIntervalsMs, arrivalNs))
      emit('rr', [valueMs], { arrivalNs: endNs });
  }
}
