import { type DataListener, type SerialTransport, TransportError, type Unsubscribe } from '@modlink/sdk';
import { noGanglion } from '../errors.js';
import { gatt } from '../gatt.js';
import type { GanglionLink } from '../link.js';
import { addressBytes, byteArray, uint16 } from '../parser/index.js';
import { Bled112, type DongleOptions } from './bled112.js';

/** Which board to connect. */
export interface DongleTarget {
  readonly address: string;
  /** 0 public, 1 random. */
  readonly addressType: number;
}

/** How long the board may take to be there, and to tell what it has. */
const connectTimeoutMs = 8_000;
/** How long the dongle may take to say that the connection has ended. */
const disconnectTimeoutMs = 1_000;
/** Between 12.5 and 95 ms from packet to packet, lost after 1 s (BrainFlow, `ganglion_bglib/helpers.cpp`: `open_ble_dev`). */
const connectionParameters = [...uint16(10), ...uint16(76), ...uint16(100), ...uint16(0)];
/** Client Characteristic Configuration (Bluetooth Core Specification 5.4, Vol 3, Part G, section 3.3.3.3): 1 is to notify. */
const configurationUuid = '2902';
const notify = [...uint16(1)];

interface Handles {
  readonly receive: number;
  readonly configuration: number;
  readonly send: number;
  readonly softwareRevision: number | undefined;
}

/** A board over the USB dongle. */
export class DongleLink implements GanglionLink {
  readonly id: string;
  readonly #dongle: Bled112;
  readonly #connection: number;
  #handles: Handles | undefined;
  #listener: DataListener = () => {};
  readonly #closeListeners = new Set<(error: TransportError | undefined) => void>();
  #end: { readonly error: TransportError | undefined } | undefined;

  private constructor(dongle: Bled112, { address }: DongleTarget, connection: number) {
    this.id = address;
    this.#dongle = dongle;
    this.#connection = connection;
    dongle.onEvent((event, arrivalNs) => {
      if (event.type === 'disconnected' && event.connection === connection) this.#ended(event.reason);
      if (event.type !== 'attribute-value' || !event.isNotification) return;
      if (event.handle === this.#handles?.receive) this.#listener(event.value, arrivalNs);
    });
    dongle.onClose((error) => this.#close(error));
  }

  /** @throws {GanglionError} `NO_ANSWER`, `NO_GANGLION`, `DONGLE_FAILED`; {@link TransportError}. */
  static async open(
    serial: SerialTransport,
    target: DongleTarget,
    options: DongleOptions,
  ): Promise<DongleLink> {
    const dongle = await Bled112.open(serial, options);
    try {
      const link = new DongleLink(dongle, target, await connect(dongle, target, options.signal));
      await link.#setUp(options.signal);
      return link;
    } catch (error) {
      // Also a connecting that is still waited for: the dongle would go on, and hold the board.
      await dongle.request('endProcedure', []).catch(() => {});
      await dongle.request('disconnect', [0]).catch(() => {});
      await dongle.close();
      throw error;
    }
  }

  async send(commands: string): Promise<void> {
    const { send = 0 } = this.#handles ?? {};
    const content = [this.#connection, ...uint16(send), ...byteArray(new TextEncoder().encode(commands))];
    await this.#dongle.command('writeCommand', content, { resultAt: 1 });
  }

  onPacket(listener: DataListener): void {
    this.#listener = listener;
  }

  async readSoftwareRevision(signal: AbortSignal): Promise<string | undefined> {
    const { softwareRevision: wanted } = this.#handles ?? {};
    if (wanted === undefined) return undefined;
    return this.#dongle.waitFor(
      () =>
        this.#dongle.command('readByHandle', [this.#connection, ...uint16(wanted)], { resultAt: 1, signal }),
      (event) => {
        if (event.type === 'procedure-completed' && event.handle === wanted && event.result !== 0) {
          throw this.#dongle.failed('readByHandle', event.result);
        }
        const isRead = event.type === 'attribute-value' && event.handle === wanted;
        return isRead ? new TextDecoder().decode(event.value) : undefined;
      },
      { timeoutMs: connectTimeoutMs, signal, noAnswer: () => this.#silent('tell its software revision') },
    );
  }

  async readRssiDbm(): Promise<number> {
    const [, rssi = 0] = await this.#dongle.request('getRssi', [this.#connection]);
    return rssi < 0x80 ? rssi : rssi - 0x100;
  }

  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe {
    const end = this.#end;
    if (end === undefined) this.#closeListeners.add(listener);
    else queueMicrotask(() => listener(end.error));
    return () => this.#closeListeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#end === undefined) {
      const isEnded = (event: { readonly type: string }) => event.type === 'disconnected' || undefined;
      const disconnecting = this.#dongle.waitFor(
        () => this.#dongle.request('disconnect', [this.#connection]),
        isEnded,
        { timeoutMs: disconnectTimeoutMs, noAnswer: () => this.#silent('be disconnected') },
      );
      this.#close(undefined);
      // A board that is gone, or a dongle that is: there is nothing left to end.
      await disconnecting.catch(() => {});
    }
    await this.#dongle.close();
  }

  /** Finds what the board has, and has it send. */
  async #setUp(signal: AbortSignal): Promise<void> {
    const attributes = await this.#listAttributes(signal);
    const find = (uuid: string, after = 0) =>
      attributes.find((each) => each.uuid === uuid && each.handle > after)?.handle;
    const receive = find(gatt.receive.characteristic);
    const send = find(gatt.send.characteristic);
    const configuration = find(configurationUuid, receive);
    if (receive === undefined || send === undefined || configuration === undefined) {
      throw noGanglion(
        this.id,
        attributes.map(({ uuid }) => uuid),
      );
    }
    const softwareRevision = find(gatt.softwareRevision.characteristic);
    this.#handles = { receive, send, configuration, softwareRevision };
    const content = [this.#connection, ...uint16(configuration), ...byteArray(notify)];
    await this.#procedure('attributeWrite', content, signal, () => true);
  }

  async #listAttributes(signal: AbortSignal): Promise<readonly { handle: number; uuid: string }[]> {
    const attributes: { handle: number; uuid: string }[] = [];
    const all = [this.#connection, ...uint16(1), ...uint16(0xffff)];
    const stop = this.#dongle.onEvent((event) => {
      if (event.type === 'information-found') attributes.push({ handle: event.handle, uuid: event.uuid });
    });
    try {
      // The end of the table is told as an attribute that was not found.
      await this.#procedure('findInformation', all, signal, () => attributes.length > 0);
      return attributes;
    } finally {
      stop();
    }
  }

  /** Does what takes a while, of which the dongle tells when it is completed. */
  #procedure(
    name: 'attributeWrite' | 'findInformation',
    content: readonly number[],
    signal: AbortSignal,
    isWell: () => boolean,
  ): Promise<true> {
    return this.#dongle.waitFor(
      () => this.#dongle.command(name, content, { resultAt: 1, signal }),
      (event) => {
        if (event.type === 'disconnected') throw this.#lost(event.reason);
        if (event.type !== 'procedure-completed') return undefined;
        if (event.result === 0 || (name === 'findInformation' && isWell())) return true;
        throw this.#dongle.failed(name, event.result);
      },
      { timeoutMs: connectTimeoutMs, signal, noAnswer: () => this.#silent('tell what it has') },
    );
  }

  #ended(reason: number): void {
    this.#close(this.#lost(reason));
    void this.#dongle.close();
  }

  #close(error: TransportError | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    for (const listener of this.#closeListeners) listener(error);
  }

  #lost(reason: number): TransportError {
    return new TransportError(
      'DEVICE_UNPLUGGED',
      `The connection of the dongle to the Ganglion ${this.id} was lost (0x${reason.toString(16).padStart(4, '0')}): it is out ` +
        'of range, switched off, or its battery is empty. Bring it near, or switch it on.',
      { subject: { path: this.id } },
    );
  }

  #silent(what: string): TransportError {
    return new TransportError(
      'IO_FAILED',
      `The Ganglion ${this.id} did not ${what} in time. Bring it nearer to the dongle, and switch it off and on.`,
      { subject: { path: this.id } },
    );
  }
}

/** @returns the number that the dongle gave the connection. */
function connect(dongle: Bled112, target: DongleTarget, signal: AbortSignal): Promise<number> {
  const { address, addressType } = target;
  const content = [...addressBytes(address), addressType, ...connectionParameters];
  return dongle.waitFor(
    () => dongle.command('connectDirect', content, { resultAt: 0, signal }),
    (event) => {
      if (event.type === 'disconnected') throw dongle.failed('connectDirect', event.reason);
      return event.type === 'connection-status' && event.isConnected ? event.connection : undefined;
    },
    {
      timeoutMs: connectTimeoutMs,
      signal,
      noAnswer: () =>
        new TransportError(
          'DEVICE_NOT_FOUND',
          `The Ganglion ${address} was not seen by the dongle within ${connectTimeoutMs} ms. Switch it on: its blue light ` +
            'blinks while nothing is connected to it.',
          { subject: { path: address } },
        ),
    },
  );
}
