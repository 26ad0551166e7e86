import { type StreamDescriptor, serializeError } from '@modlink/sdk';
import { gatt, hasCharacteristic } from './gatt.js';
import { parseBatteryLevel } from './parser/index.js';
import type { SensorLink, SensorPart } from './sensor-part.js';
import { batteryStream } from './streams.js';

/** From here on the user is told to charge, in percent. */
const lowPercent = 15;

export async function openBattery(link: SensorLink): Promise<SensorPart | undefined> {
  return hasCharacteristic(link.services, gatt.battery) ? new BatteryPart(link) : undefined;
}

/** The Battery Service: the level at the start, and whenever the sensor tells of another. */
class BatteryPart implements SensorPart {
  readonly streams: readonly StreamDescriptor[] = [batteryStream];
  readonly #link: SensorLink;
  #unsubscribe = async () => {};
  #isToldLow = false;

  constructor(link: SensorLink) {
    this.#link = link;
  }

  /** A sensor whose battery cannot be read, because it wants to be paired for that, measures all the same. */
  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      this.#link.log.warn(`The battery level cannot be read: ${serializeError(error).message}`);
    }
  }

  async #start(): Promise<void> {
    const { connection, services } = this.#link;
    this.#take(await connection.read(gatt.battery), undefined);
    const canNotify = services
      .flatMap(({ characteristics }) => characteristics)
      .some(
        ({ uuid, properties }) =>
          uuid === gatt.battery.characteristic &&
          (properties.includes('notify') || properties.includes('indicate')),
      );
    if (!canNotify) return;
    this.#unsubscribe = await connection.subscribe(gatt.battery, (bytes, arrivalNs) =>
      this.#take(bytes, arrivalNs),
    );
  }

  async stop(): Promise<void> {
    await this.#unsubscribe();
  }

  end(): void {
    this.#unsubscribe = async () => {};
  }

  #take(bytes: Uint8Array, arrivalNs: bigint | undefined): void {
    const percent = parseBatteryLevel(bytes);
    if (percent === undefined) return;
    this.#link.emit('battery', [percent], { arrivalNs });
    if (percent > lowPercent) this.#isToldLow = false;
    else if (!this.#isToldLow) {
      this.#isToldLow = true;
      this.#link.report('warning', `The battery of the sensor is at ${percent} %. Charge or change it.`);
    }
  }
}
