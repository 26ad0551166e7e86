import type { BleCharacteristicProperty, BleServiceInfo, TransportError } from '@modlink/sdk';
import { adapterLost, noCharacteristic, operationFailed, unplugged } from '../errors.js';
import { GattQueue } from './gatt-queue.js';
import { type Characteristic, type Noble, type Peripheral, statusInWords, watchRefusals } from './native.js';
import { idOf, uuidOf } from './sighting.js';

/** How long the adapter may take to end a connection, in milliseconds. */
const disconnectTimeoutMs = 2_000;
/** "Hardware Failure", with which noble ends connections when the adapter goes: Core Specification 5.4, Vol 1, Part F. */
const hardwareFailure = 0x03;

const knownProperties: readonly BleCharacteristicProperty[] = [
  'read',
  'write',
  'writeWithoutResponse',
  'notify',
  'indicate',
];

/** Who hears what happens on a connection. */
export interface LinkEars {
  onData(service: string, characteristic: string, bytes: Uint8Array, atNs: bigint): void;
  onMtu(mtuBytes: number): void;
  /** Not after `disconnect()`. */
  onLost(error: TransportError): void;
}

interface FoundCharacteristic {
  readonly characteristic: Characteristic;
  readonly properties: readonly BleCharacteristicProperty[];
  isHeard: boolean;
}

/** A connected peripheral. */
export class PeripheralLink {
  readonly id: string;
  /** Resolves when the connection is over, however it ended. */
  readonly ended: Promise<void>;
  readonly #peripheral: Peripheral;
  readonly #ears: LinkEars;
  readonly #queue: GattQueue;
  readonly #disconnected: Promise<void>;
  #end: () => void = () => {};
  #found: Promise<ReadonlyMap<string, FoundCharacteristic>> | undefined;
  #services: readonly BleServiceInfo[] = [];
  #isWanted = true;

  constructor(noble: Noble, peripheral: Peripheral, ears: LinkEars) {
    this.id = idOf(peripheral);
    this.#peripheral = peripheral;
    this.#ears = ears;
    this.#queue = new GattQueue(this.id, () => this.#lose(operationFailed(this.id, 'it does not answer')));
    watchRefusals(noble, peripheral, (words) => this.#queue.refused(words));
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#disconnected = new Promise((resolve) => {
      peripheral.once('disconnect', (reason) => {
        resolve();
        this.#lost(reason);
      });
    });
    peripheral.on('mtu', ears.onMtu);
    if (peripheral.mtu) ears.onMtu(peripheral.mtu);
  }

  async services(): Promise<readonly BleServiceInfo[]> {
    await this.#discover();
    return this.#services;
  }

  rssiDbm(): Promise<number> {
    return this.#queue.run('asking for the signal strength', () => this.#peripheral.updateRssiAsync());
  }

  async read(service: string, characteristic: string): Promise<Uint8Array> {
    const found = await this.#find(service, characteristic, ['read']);
    const read = () => found.characteristic.readAsync();
    return Uint8Array.from(await this.#queue.run(`reading ${characteristic}`, read));
  }

  async write(
    service: string,
    characteristic: string,
    bytes: Uint8Array,
    withoutResponse: boolean,
  ): Promise<void> {
    const needed = withoutResponse ? 'writeWithoutResponse' : 'write';
    const found = await this.#find(service, characteristic, [needed]);
    const write = () => found.characteristic.writeAsync(Buffer.from(bytes), withoutResponse);
    await this.#queue.run(`writing ${characteristic}`, write);
  }

  async subscribe(service: string, characteristic: string): Promise<void> {
    const found = await this.#find(service, characteristic, ['notify', 'indicate']);
    if (!found.isHeard) {
      found.isHeard = true;
      found.characteristic.on('data', (bytes, isNotification) => {
        if (!isNotification) return;
        this.#ears.onData(service, characteristic, Uint8Array.from(bytes), process.hrtime.bigint());
      });
    }
    await this.#queue.run(`subscribing to ${characteristic}`, () => found.characteristic.subscribeAsync());
  }

  async unsubscribe(service: string, characteristic: string): Promise<void> {
    const found = await this.#find(service, characteristic, ['notify', 'indicate']);
    await this.#queue.run(`unsubscribing from ${characteristic}`, () =>
      found.characteristic.unsubscribeAsync(),
    );
  }

  /** Ends the connection. */
  async disconnect(): Promise<void> {
    this.#isWanted = false;
    await this.#leave(operationFailed(this.id, 'the connection was closed'));
  }

  #lost(reason: number | string): void {
    const isAdapter = reason === hardwareFailure || reason === 'cleanup';
    const error = isAdapter ? adapterLost(this.id) : unplugged(this.id, statusInWords(reason));
    this.#lose(error);
  }

  #lose(error: TransportError): void {
    if (this.#isWanted) this.#ears.onLost(error);
    this.#isWanted = false;
    void this.#leave(error);
  }

  async #leave(error: TransportError): Promise<void> {
    this.#queue.end(error);
    if (this.#peripheral.state === 'connected') this.#peripheral.disconnect();
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, disconnectTimeoutMs).unref());
    await Promise.race([this.#disconnected, timeout]);
    this.#peripheral.removeListener('mtu', this.#ears.onMtu);
    this.#end();
  }

  /** Once: a peripheral does not change what it has while it is connected. */
  #discover(): Promise<ReadonlyMap<string, FoundCharacteristic>> {
    const discover = async () => {
      const { services } = await this.#peripheral.discoverAllServicesAndCharacteristicsAsync();
      const found = new Map<string, FoundCharacteristic>();
      this.#services = services.map((service) => ({
        uuid: uuidOf(service.uuid),
        characteristics: (service.characteristics ?? []).map((characteristic) => {
          const uuid = uuidOf(characteristic.uuid);
          const properties = knownProperties.filter((each) => characteristic.properties.includes(each));
          found.set(`${uuidOf(service.uuid)}/${uuid}`, { characteristic, properties, isHeard: false });
          return { uuid, properties };
        }),
      }));
      return found;
    };
    this.#found ??= this.#queue.run('finding the services', discover, true);
    this.#found.catch(() => {
      this.#found = undefined;
    });
    return this.#found;
  }

  async #find(
    service: string,
    characteristic: string,
    needed: readonly BleCharacteristicProperty[],
  ): Promise<FoundCharacteristic> {
    const found = (await this.#discover()).get(`${service}/${characteristic}`);
    if (found === undefined) throw noCharacteristic(this.id, service, characteristic);
    if (found.properties.some((property) => needed.includes(property))) return found;
    throw operationFailed(
      this.id,
      `the characteristic ${characteristic} is for "${found.properties.join(', ')}", not for "${needed.join(', ')}"`,
    );
  }
}
