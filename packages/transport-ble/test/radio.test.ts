/** Many processes and one radio, on emulated controllers. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BleEmulation, startBleEmulation } from '@modlink/ble-emulation';
import type { BleConnection, BlePeripheralInfo, BleTransport, TransportError } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { counterUuids } from '@modlink/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openRadio } from '../src/client/open-radio.js';
import bleTransport from '../src/index.js';
import { createRuntime, patience, useOwnFolder } from './fixture.js';

const run = promisify(execFile);
const user = fileURLToPath(new URL('user.mjs', import.meta.url));
const { batteryService, batteryLevel, counterService, counter } = counterUuids;
const ofBattery = { service: batteryService, characteristic: batteryLevel };
const ofCounter = { service: counterService, characteristic: counter };

const emulated = await part('bluetooth-emulation');
useOwnFolder();

emulated.describe('the radio, on emulated controllers', () => {
  let emulation: BleEmulation;
  /** The addresses of two peripherals. */
  let one: string;
  let two: string;

  beforeAll(async () => {
    emulation = await startBleEmulation();
    process.env.MODLINK_BLE_HCI = emulation.hostAdapter;
    const counterPeripheral = { module: '@modlink/testkit', export: 'counterPeripheral' };
    [one, two] = (
      await Promise.all([
        emulation.startPeripheral({ ...counterPeripheral, args: ['One'] }),
        emulation.startPeripheral({ ...counterPeripheral, args: ['Two'] }),
      ])
    ).map(({ address }) => address) as [string, string];
  });
  afterAll(async () => {
    await emulation.close();
    delete process.env.MODLINK_BLE_HCI;
  });

  /** A transport of a host of its own: its leases are not known to the others. */
  const transport = (holders?: Map<string, string>): BleTransport =>
    bleTransport.create(createRuntime(holders));

  /** The process id of the radio, which is started if there is none. */
  const radioPid = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const opening = openRadio({
        onMessage(message) {
          if (message.kind !== 'hello') return;
          resolve(message.pid);
          opening.then((channel) => channel.end());
        },
        onClose() {},
      });
      opening.catch(reject);
    });

  const counts = async (connection: BleConnection): Promise<number[]> => {
    const seen: number[] = [];
    await connection.subscribe(ofCounter, (bytes) => seen.push(Buffer.from(bytes).readUInt32LE()));
    return seen;
  };
  const inOrder = (seen: readonly number[]) => seen.map((_, index) => index);

  it('is one process, however many start it at once', async () => {
    const pids = await Promise.all(Array.from({ length: 8 }, radioPid));
    expect(new Set(pids).size).toBe(1);
    expect(pids[0]).not.toBe(process.pid);
  });

  it('serves several drivers at once, each with a peripheral, and scans meanwhile', async () => {
    const [first, second] = await Promise.all([
      transport().connect({ id: one }),
      transport().connect({ id: two }),
    ]);
    const ofFirst = await counts(first);
    const ofSecond = await counts(second);
    const scanning = transport().scan({ timeoutMs: 200 });
    const read = await Promise.all([first.read(ofBattery), second.read(ofBattery)]);
    expect(read).toEqual([Uint8Array.of(87), Uint8Array.of(87)]);
    await vi.waitFor(() => {
      expect(ofFirst.length).toBeGreaterThan(10);
      expect(ofSecond.length).toBeGreaterThan(10);
    }, patience);
    await Promise.all([first.close(), second.close()]);
    expect(ofFirst).toEqual(inOrder(ofFirst));
    expect(ofSecond).toEqual(inOrder(ofSecond));
    expect((await scanning).map(({ name }) => name).sort()).toEqual(['One', 'Two']);
  });

  it('serves other processes, which end by themselves', async () => {
    const ours = await transport().connect({ id: one });
    const seen = await counts(ours);
    const { stdout } = await run(process.execPath, [user, 'read', 'Two'], { timeout: 20_000 });
    expect(stdout).toBe('connected\nbattery 87\n');
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(3), patience);
    await ours.close();
  });

  it('frees the peripheral of a process that was killed', async () => {
    const other = spawn(process.execPath, [user, 'crash', 'One'], { stdio: 'ignore' });
    const [, signal] = await once(other, 'exit');
    expect(signal).toBe('SIGKILL');
    let connection: BleConnection | undefined;
    await vi.waitFor(async () => {
      connection = await transport().connect({ id: one });
    }, patience);
    expect(await connection?.read(ofBattery)).toEqual(Uint8Array.of(87));
    await connection?.close();
  });

  it('gives a peripheral to one host only, and names the holder within a host', async () => {
    const holders = new Map<string, string>();
    const open = await transport(holders).connect({ id: one });
    const sameHost = transport(holders).connect({ id: one.toUpperCase() });
    await expect(sameHost).rejects.toThrow(
      expect.objectContaining({ code: 'DEVICE_BUSY', message: expect.stringContaining('a driver') }),
    );
    const others = new Map<string, string>();
    await expect(transport(others).connect({ id: one })).rejects.toThrow(
      expect.objectContaining({ code: 'DEVICE_BUSY', message: expect.stringContaining('another ModLink') }),
    );
    expect(others.size).toBe(0);
    expect([...holders.keys()]).toEqual([`ble:${one}`]);
    await open.close();
    expect(holders.size).toBe(0);
  });

  it('gives up scanning and connecting at once when it is told to, and frees the device', async () => {
    const holders = new Map<string, string>();
    const ble = transport(holders);
    const reason = new Error('too slow');
    const absent = { id: 'c0:ff:ee:99:99:99', timeoutMs: 60_000 };
    for (const begin of [
      (signal: AbortSignal) => ble.scan({ timeoutMs: 60_000, signal }),
      (signal: AbortSignal) => ble.connect({ ...absent, signal }),
    ]) {
      const controller = new AbortController();
      const work: Promise<unknown> = begin(controller.signal);
      // The radio has begun by the time that another scan is done.
      await ble.scan({ timeoutMs: 50 });
      controller.abort(reason);
      await expect(work).rejects.toBe(reason);
    }
    await vi.waitFor(() => expect(holders.size).toBe(0), patience);
    await expect(ble.connect({ ...absent, timeoutMs: 100 })).rejects.toMatchObject({
      code: 'DEVICE_NOT_FOUND',
    });
  });

  it('closes all connections when it is killed, and the next call starts another', async () => {
    const holders = new Map<string, string>();
    const ble = transport(holders);
    const first = await ble.connect({ id: one });
    const second = await transport().connect({ id: two });
    const told: (TransportError | undefined)[] = [];
    first.onClose((error) => told.push(error));
    second.onClose((error) => told.push(error));
    const outcome = expect(ble.scan({ timeoutMs: 60_000 })).rejects.toMatchObject({ code: 'IO_FAILED' });
    // The radio has begun with it by the time that this one is done.
    await ble.scan({ timeoutMs: 50 });
    const pid = await radioPid();
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(
      () => expect(told).toMatchObject([{ code: 'IO_FAILED' }, { code: 'IO_FAILED' }]),
      patience,
    );
    await outcome;
    await expect(first.read(ofBattery)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(holders.size).toBe(0);

    let found: readonly BlePeripheralInfo[] = [];
    await vi.waitFor(async () => {
      found = await ble.scan({ timeoutMs: 200 });
      expect(found.map(({ name }) => name).sort()).toEqual(['One', 'Two']);
    }, patience);
    expect(await radioPid()).not.toBe(pid);
    const again = await ble.connect({ id: one });
    expect(await again.read(ofBattery)).toEqual(Uint8Array.of(87));
    await again.close();
  });

  it('leaves, with everything that it made, when nobody has used it for a while', async () => {
    const pid = await radioPid();
    const folder = join(String(process.env.XDG_RUNTIME_DIR), `modlink-ble-${process.getuid?.()}`);
    expect(await readdir(folder)).not.toEqual([]);
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), patience);
    expect(await readdir(folder)).toEqual([]);
  });

  it('closes connections when the adapter goes', async () => {
    const connection = await transport().connect({ id: one });
    const told: (TransportError | undefined)[] = [];
    connection.onClose((error) => told.push(error));
    await emulation.unplugHost();
    await vi.waitFor(() => expect(told).toMatchObject([{ code: 'IO_FAILED' }]), patience);
    await expect(transport().scan({ timeoutMs: 50 })).rejects.toMatchObject({
      code: 'TRANSPORT_UNAVAILABLE',
    });
  });
});
