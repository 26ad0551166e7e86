import type { BleLine, BlePeripheral, BleReactions } from '../ble/ble-peripheral.js';
import { type Attribute, attributesOf } from './attributes.js';
import {
  address,
  array,
  type DongleMessage,
  DongleReader,
  encodeEvent,
  encodeResponse,
  u16,
  uuidBytes,
} from './bgapi.js';

/** What the dongle is plugged into: a serial line, and a clock. */
export interface DongleHost {
  readonly send: (bytes: Uint8Array) => void;
  /** As `every` of a peripheral's line. */
  readonly every: (intervalMs: number, run: (index: number) => void) => () => void;
  readonly after: (delayMs: number, run: () => void) => void;
}

const scanIntervalMs = 100;
const connectDelayMs = 30;
const disconnectDelayMs = 20;
const handle = 0;
const wrongState = 0x0181;
const notConnected = 0x0186;
const readNotPermitted = 0x0402;
const attributeNotFound = 0x040a;
const endedByRemote = 0x0213;
const endedByHost = 0x0216;

interface Connection {
  readonly peripheral: BlePeripheral;
  readonly attributes: readonly Attribute[];
  readonly reactions: Readonly<Record<string, BleReactions>>;
  readonly subscribed: Set<string>;
  readonly stops: Set<() => void>;
}

/** A Bluegiga BLED112: a Bluetooth adapter behind a serial port, with peripherals in its range. */
export class Bled112 {
  readonly #host: DongleHost;
  readonly #peripherals: readonly BlePeripheral[];
  readonly #reader = new DongleReader();
  #stopScan: (() => void) | undefined;
  #connection: Connection | undefined;
  /** The connecting that is waited for; another one takes its place. */
  #attempt = 0;

  constructor(host: DongleHost, peripherals: readonly BlePeripheral[]) {
    this.#host = host;
    this.#peripherals = peripherals;
  }

  /** Bytes came over the serial line. */
  receive(bytes: Uint8Array): void {
    for (const message of this.#reader.push(bytes)) this.#obey(message);
  }

  /** The peripheral goes out of range. */
  loseConnection(): void {
    this.#end(endedByRemote);
  }

  #obey({ messageClass, id, payload }: DongleMessage): void {
    const respond = (content: readonly number[] = []) =>
      this.#host.send(encodeResponse(messageClass, id, content));
    const connection = this.#connection;
    const state = [handle, ...u16(connection === undefined ? notConnected : 0)];
    switch (`${messageClass}.${id}`) {
      case '0.1':
        respond();
        break;
      case '6.7':
        respond(u16(0));
        break;
      case '6.2':
        respond(u16(0));
        this.#scan();
        break;
      case '6.4':
        respond(u16(this.#stopScan === undefined ? wrongState : 0));
        this.#stopScan?.();
        this.#stopScan = undefined;
        this.#attempt += 1;
        break;
      case '6.3':
        respond([...u16(0), handle]);
        this.#connect(payload.subarray(0, 6));
        break;
      case '3.0':
        respond(state);
        if (connection !== undefined)
          this.#host.after(disconnectDelayMs, () => this.#end(endedByHost, connection));
        break;
      case '3.1':
        respond([handle, (connection?.peripheral.rssiDbm ?? 0) & 0xff]);
        break;
      case '4.3':
        respond(state);
        this.#listAttributes(payload.readUInt16LE(1), payload.readUInt16LE(3));
        break;
      case '4.4':
        respond(state);
        this.#read(payload.readUInt16LE(1));
        break;
      case '4.5':
      case '4.6':
        respond(state);
        this.#write(payload.readUInt16LE(1), payload.subarray(4), id === 5);
        break;
    }
  }

  #scan(): void {
    this.#stopScan?.();
    this.#stopScan = this.#host.every(scanIntervalMs, () => {
      for (const peripheral of this.#peripherals) {
        const { id, name = '', rssiDbm = -60, serviceUuids = [] } = peripheral;
        const tell = (packetType: number, data: readonly number[]) =>
          this.#host.send(
            encodeEvent(6, 0, [rssiDbm & 0xff, packetType, ...address(id), 1, 0xff, ...array(data)]),
          );
        const short = serviceUuids.filter((uuid) => uuid.length === 4);
        tell(0, [2, 1, 6, ...array([0x03, ...short.flatMap(uuidBytes)])]);
        tell(4, array([0x09, ...Buffer.from(name)]));
      }
    });
  }

  #connect(wanted: Uint8Array): void {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const peripheral = this.#peripherals.find(({ id }) => Buffer.from(address(id)).equals(wanted));
    if (peripheral === undefined) return;
    this.#host.after(connectDelayMs, () => {
      if (this.#attempt !== attempt) return;
      this.#connection = this.#open(peripheral);
      const parameters = [...u16(60), ...u16(100), ...u16(0), 0xff];
      this.#host.send(encodeEvent(3, 0, [handle, 0x05, ...wanted, 1, ...parameters]));
    });
  }

  #open(peripheral: BlePeripheral): Connection {
    const attributes = attributesOf(peripheral);
    const subscribed = new Set<string>();
    const stops = new Set<() => void>();
    const isOpen = () => this.#connection?.stops === stops;
    const line: BleLine = {
      notify: (uuid, bytes) => {
        const value = attributes.find((each) => each.characteristic !== undefined && each.uuid === uuid);
        if (!isOpen() || value === undefined || !subscribed.has(uuid)) return;
        this.#host.send(encodeEvent(4, 5, [handle, ...u16(value.handle), 1, ...array(bytes)]));
      },
      isSubscribed: (uuid) => subscribed.has(uuid),
      every: (intervalMs, run) => {
        const stop = this.#host.every(intervalMs, run);
        stops.add(stop);
        return stop;
      },
      after: (delayMs, run) => this.#host.after(delayMs, () => isOpen() && run()),
      disconnect: () => isOpen() && this.#end(endedByRemote),
    };
    return { peripheral, attributes, reactions: peripheral.connect?.(line) ?? {}, subscribed, stops };
  }

  #end(reason: number, connection = this.#connection): void {
    if (connection === undefined || connection !== this.#connection) return;
    this.#connection = undefined;
    for (const stop of connection.stops) stop();
    this.#host.send(encodeEvent(3, 4, [handle, ...u16(reason)]));
  }

  #listAttributes(first: number, last: number): void {
    for (const attribute of this.#connection?.attributes ?? []) {
      if (attribute.handle < first || attribute.handle > last) continue;
      const content = [handle, ...u16(attribute.handle), ...array(uuidBytes(attribute.uuid))];
      this.#host.send(encodeEvent(4, 4, content));
    }
    if (this.#connection !== undefined) this.#complete(0, 0);
  }

  #read(wanted: number): void {
    const { characteristic, uuid = '' } = this.#attribute(wanted) ?? {};
    if (characteristic?.properties.includes('read') !== true) {
      this.#complete(readNotPermitted, wanted);
      return;
    }
    const value = this.#connection?.reactions[uuid]?.onRead?.() ?? characteristic.value ?? new Uint8Array();
    this.#host.send(encodeEvent(4, 5, [handle, ...u16(wanted), 0, ...array(value)]));
  }

  #write(wanted: number, bytes: Uint8Array, isAcknowledged: boolean): void {
    const { characteristic, uuid } = this.#attribute(wanted) ?? {};
    const complete = (result: number) => isAcknowledged && this.#complete(result, wanted);
    if (characteristic === undefined || this.#connection === undefined) {
      complete(attributeNotFound);
      return;
    }
    const reactions = this.#connection.reactions[characteristic.uuid];
    complete(0);
    if (uuid !== '2902') reactions?.onWrite?.(Uint8Array.from(bytes));
    else if (bytes[0] === 1) {
      this.#connection.subscribed.add(characteristic.uuid);
      reactions?.onSubscribe?.();
    } else if (this.#connection.subscribed.delete(characteristic.uuid)) reactions?.onUnsubscribe?.();
  }

  #attribute(wanted: number): Attribute | undefined {
    return this.#connection?.attributes.find((each) => each.handle === wanted);
  }

  #complete(result: number, attribute: number): void {
    this.#host.send(encodeEvent(4, 1, [handle, ...u16(result), ...u16(attribute)]));
  }
}
