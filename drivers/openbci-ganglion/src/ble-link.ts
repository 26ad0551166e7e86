import type { BleConnection, BleTransport, DataListener, TransportError, Unsubscribe } from '@modlink/sdk';
import { noGanglion } from './errors.js';
import { gatt } from './gatt.js';
import type { GanglionLink } from './link.js';

/** A board over the Bluetooth of this computer. */
export class BleLink implements GanglionLink {
  readonly #connection: BleConnection;
  readonly #withoutResponse: boolean;
  readonly #hasRevision: boolean;
  #listener: DataListener = () => {};

  private constructor(connection: BleConnection, characteristics: ReadonlyMap<string, readonly string[]>) {
    this.#connection = connection;
    const send = characteristics.get(gatt.send.characteristic) ?? [];
    this.#withoutResponse = send.includes('writeWithoutResponse');
    this.#hasRevision = characteristics.has(gatt.softwareRevision.characteristic);
  }

  /** @throws {GanglionError} `NO_GANGLION`; {@link TransportError}. */
  static async open(ble: BleTransport, id: string, signal: AbortSignal): Promise<BleLink> {
    const connection = await ble.connect({ id, signal });
    try {
      const services = await connection.services();
      const characteristics = new Map(
        services.flatMap((service) =>
          service.characteristics.map(({ uuid, properties }) => [uuid, properties] as const),
        ),
      );
      if (!characteristics.has(gatt.receive.characteristic)) {
        throw noGanglion(
          id,
          services.map(({ uuid }) => uuid),
        );
      }
      const link = new BleLink(connection, characteristics);
      await connection.subscribe(gatt.receive, (bytes, arrivalNs) => link.#listener(bytes, arrivalNs));
      return link;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  get id(): string {
    return this.#connection.id;
  }

  send(commands: string): Promise<void> {
    return this.#connection.write(gatt.send, new TextEncoder().encode(commands), {
      withoutResponse: this.#withoutResponse,
    });
  }

  onPacket(listener: DataListener): void {
    this.#listener = listener;
  }

  async readSoftwareRevision(): Promise<string | undefined> {
    if (!this.#hasRevision) return undefined;
    return new TextDecoder().decode(await this.#connection.read(gatt.softwareRevision));
  }

  readRssiDbm(): Promise<number> {
    return this.#connection.readRssiDbm();
  }

  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe {
    return this.#connection.onClose(listener);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
