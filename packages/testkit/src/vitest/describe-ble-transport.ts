import { setTimeout as sleep } from 'node:timers/promises';
import type { BleConnection, BlePeripheralInfo, BleTransport, TransportError } from '@modlink/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { counterUuids } from '../ble/counter-peripheral.js';

/** How long anything may take, in milliseconds. */
const patienceMs = 15_000;
/** How long a scan takes, and the time between two looks, in milliseconds. */
const scanMs = 150;
const stepMs = 5;

/** What the Bluetooth contract is checked on: the `counterPeripheral()` of this package is in range of it, and nothing else. */
export interface BleTransportSubject {
  readonly ble: BleTransport;
  /** Lets time pass where it is virtual; absent where it is real. */
  advance?(ms: number): Promise<void>;
  /** Called after each test. */
  close?(): Promise<void> | void;
}

/**
 * Registers the contract of `BleTransport` as vitest tests.
 * @param makeSubject - called before each test, with the name of the test.
 */
export function describeBleTransport(
  name: string,
  makeSubject: (testName: string) => Promise<BleTransportSubject> | BleTransportSubject,
): void {
  const { batteryService, batteryLevel, counterService, counter, memory, memorySize } = counterUuids;
  const ofBattery = { service: batteryService, characteristic: batteryLevel };
  const ofCounter = { service: counterService, characteristic: counter };
  const ofMemory = { service: counterService, characteristic: memory };
  const ofMemorySize = { service: counterService, characteristic: memorySize };
  const nowhere = '0000aaaa-5d1c-4bd1-9a0f-6d6f646c696e';

  describe(`the contract of Bluetooth transports: ${name}`, () => {
    let subject: BleTransportSubject;
    let connection: BleConnection | undefined;

    beforeEach(async ({ task }) => {
      subject = await makeSubject(task.name);
    });
    afterEach(async () => {
      await connection?.close();
      connection = undefined;
      await subject.close?.();
    });

    const pass = (ms: number): Promise<void> => subject.advance?.(ms) ?? sleep(ms);
    const eventually = async (check: () => unknown): Promise<void> => {
      for (let passedMs = 0; ; passedMs += stepMs) {
        try {
          await check();
          return;
        } catch (error) {
          if (passedMs > patienceMs) throw error;
          await pass(stepMs);
        }
      }
    };
    const find = async (): Promise<BlePeripheralInfo> => {
      let found: BlePeripheralInfo | undefined;
      await eventually(async () => {
        const seen = await subject.ble.scan({ timeoutMs: scanMs, serviceUuids: [batteryService] });
        found = seen.find((each) => each.name === 'Counter');
        expect(found, 'the peripheral "Counter" is seen in a scan').toBeDefined();
      });
      return found as BlePeripheralInfo;
    };
    const connect = async (): Promise<BleConnection> => {
      const { id } = await find();
      connection = await subject.ble.connect({ id });
      return connection;
    };

    it('finds a peripheral with what it advertises', async () => {
      const found = await find();
      expect(found.id).not.toBe('');
      expect(found.identity).toMatch(/^ble:./);
      expect(found).toMatchObject({ name: 'Counter', serviceUuids: [batteryService] });
      expect([...(found.manufacturerData ?? [])]).toEqual([0xff, 0xff, 0x4d, 0x4c]);
      // Not every adapter tells it.
      expect(found.rssiDbm ?? -1).toBeLessThanOrEqual(20);
      expect(found.rssiDbm ?? -1).toBeGreaterThanOrEqual(-127);
    });

    it('finds only those that advertise a wanted service, which may be written in any form', async () => {
      await find();
      expect(await subject.ble.scan({ timeoutMs: scanMs, serviceUuids: ['1899'] })).toEqual([]);
      await eventually(async () => {
        const serviceUuids = ['1899', '0000180F-0000-1000-8000-00805F9B34FB'];
        expect(await subject.ble.scan({ timeoutMs: scanMs, serviceUuids })).toHaveLength(1);
      });
    });

    it('gives up a scan when its signal fires', async () => {
      const reason = new Error('no more');
      const scanning = subject.ble.scan({ timeoutMs: 60_000, signal: AbortSignal.abort(reason) });
      await expect(scanning).rejects.toBe(reason);
    });

    it('refuses what is no UUID', async () => {
      const wrong = { timeoutMs: scanMs, serviceUuids: ['heart rate'] };
      await expect(subject.ble.scan(wrong)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
      const { read } = await connect().then((open) => ({ read: open.read.bind(open) }));
      await expect(read({ service: 'heart rate', characteristic: batteryLevel })).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
      });
    });

    it('tells the services of a connected peripheral', async () => {
      const open = await connect();
      expect(open.mtuBytes).toBeGreaterThanOrEqual(23);
      const services = new Map((await open.services()).map((each) => [each.uuid, each.characteristics]));
      expect(services.get(batteryService)).toEqual([{ uuid: batteryLevel, properties: ['read'] }]);
      const found = (services.get(counterService) ?? []).map(({ uuid, properties }) => ({
        uuid,
        properties: [...properties].sort(),
      }));
      expect(found).toEqual([
        { uuid: counter, properties: ['notify'] },
        { uuid: memory, properties: ['read', 'write', 'writeWithoutResponse'] },
        { uuid: memorySize, properties: ['indicate'] },
      ]);
    });

    it('reads and writes', async () => {
      const open = await connect();
      expect(await open.read(ofBattery)).toEqual(Uint8Array.of(87));
      const bytes = Uint8Array.of(0, 1, 2, 253);
      const writing = open.write(ofMemory, bytes);
      await writing;
      bytes.fill(9);
      const upperCase = { service: counterService.toUpperCase(), characteristic: memory.replaceAll('-', '') };
      expect(await open.read(upperCase)).toEqual(Uint8Array.of(0, 1, 2, 253));
      await open.write(ofMemory, Uint8Array.of(7), { withoutResponse: true });
      await eventually(async () => expect(await open.read(ofMemory)).toEqual(Uint8Array.of(7)));
    });

    it('answers calls that overlap, each with its own', async () => {
      const open = await connect();
      await open.write(ofMemory, Uint8Array.of(1, 2, 3));
      const [battery, held, rssiDbm, again] = await Promise.all([
        open.read(ofBattery),
        open.read(ofMemory),
        open.readRssiDbm(),
        open.read(ofBattery),
      ]);
      expect([battery, held, again]).toEqual([Uint8Array.of(87), Uint8Array.of(1, 2, 3), Uint8Array.of(87)]);
      expect(rssiDbm).toBeGreaterThanOrEqual(-127);
      expect(rssiDbm).toBeLessThanOrEqual(20);
    });

    it('hands over every notification once, in order, with its time of arrival, until it is unsubscribed', async () => {
      const open = await connect();
      const counts: number[] = [];
      const times: bigint[] = [];
      const stop = await open.subscribe(ofCounter, (bytes, arrivalNs) => {
        counts.push(Buffer.from(bytes).readUInt32LE());
        times.push(arrivalNs);
      });
      await eventually(() => expect(counts.length).toBeGreaterThanOrEqual(10));
      await stop();
      await stop();
      const seen = [...counts];
      expect(seen).toEqual(seen.map((_, index) => index));
      expect(times).toEqual([...times].sort((a, b) => (a < b ? -1 : 1)));
      // The counter would have gone on during the time that this takes.
      await open.read(ofBattery);
      await subject.advance?.(100);
      await open.read(ofBattery);
      expect(counts).toEqual(seen);
    });

    it('has room for several listeners, and for indications', async () => {
      const open = await connect();
      const first: number[] = [];
      const second: number[] = [];
      const stopFirst = await open.subscribe(ofMemorySize, (bytes) => first.push(bytes[0] ?? -1));
      await open.subscribe(ofMemorySize, (bytes) => second.push(bytes[0] ?? -1));
      await open.write(ofMemory, new Uint8Array(3));
      await eventually(() => expect([first, second]).toEqual([[3], [3]]));
      await stopFirst();
      await open.write(ofMemory, new Uint8Array(5));
      await eventually(() => expect(second).toEqual([3, 5]));
      expect(first).toEqual([3]);
    });

    it('says what a peripheral does not have, or refuses, and stays connected', async () => {
      const open = await connect();
      const missing = open.read({ service: counterService, characteristic: nowhere });
      await expect(missing).rejects.toMatchObject({ name: 'TransportError', code: 'DEVICE_NOT_FOUND' });
      const noService = open.subscribe({ service: nowhere, characteristic: counter }, () => {});
      await expect(noService).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
      await expect(open.subscribe(ofBattery, () => {})).rejects.toMatchObject({ code: 'IO_FAILED' });
      await expect(open.write(ofMemory, Uint8Array.of(0xfe))).rejects.toMatchObject({ code: 'IO_FAILED' });
      expect(await open.read(ofBattery)).toEqual(Uint8Array.of(87));
    });

    it('says that a peripheral is not there', async () => {
      const connecting = subject.ble.connect({ id: 'c0:ff:ee:99:99:99', timeoutMs: scanMs });
      await expect(connecting).rejects.toMatchObject({ name: 'TransportError', code: 'DEVICE_NOT_FOUND' });
    });

    it('gives a peripheral to one at a time', async () => {
      const open = await connect();
      await expect(subject.ble.connect({ id: open.id })).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
      await open.close();
      connection = await subject.ble.connect({ id: open.id });
      expect(await connection.read(ofBattery)).toEqual(Uint8Array.of(87));
    });

    it('gives up connecting when its signal fires', async () => {
      const { id } = await find();
      const reason = new Error('too slow');
      const connecting = subject.ble.connect({ id, signal: AbortSignal.abort(reason) });
      await expect(connecting).rejects.toBe(reason);
      connection = await subject.ble.connect({ id });
      expect(await connection.read(ofBattery)).toEqual(Uint8Array.of(87));
    });

    it('tells once that the peripheral went away, after its last data', async () => {
      const open = await connect();
      const told: (TransportError | undefined)[] = [];
      open.onClose((error) => told.push(error));
      // The connection may be over before the write is.
      await open.write(ofMemory, Uint8Array.of(0xff), { withoutResponse: true }).catch(() => {});
      await eventually(() =>
        expect(told).toMatchObject([{ name: 'TransportError', code: 'DEVICE_UNPLUGGED' }]),
      );
      await expect(open.read(ofBattery)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
      await open.close();
      expect(told).toHaveLength(1);
      const late: unknown[] = [];
      open.onClose((error) => late.push(error));
      await eventually(() => expect(late).toMatchObject([{ code: 'DEVICE_UNPLUGGED' }]));
    });

    it('closes once, without an error, and delivers nothing any more', async () => {
      const open = await connect();
      const told: unknown[] = [];
      const counts: number[] = [];
      open.onClose((error) => told.push(error));
      await open.subscribe(ofCounter, (bytes) => counts.push(bytes[0] ?? -1));
      await eventually(() => expect(counts.length).toBeGreaterThan(2));
      await Promise.all([open.close(), open.close()]);
      const seen = counts.length;
      await expect(open.readRssiDbm()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
      await expect(open.write(ofMemory, new Uint8Array(1))).rejects.toMatchObject({
        code: 'CONNECTION_CLOSED',
      });
      await eventually(() => expect(told).toEqual([undefined]));
      await subject.advance?.(100);
      expect(counts).toHaveLength(seen);
    });
  });
}
