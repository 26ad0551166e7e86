import {
  type BleConnection,
  type BleConnectOptions,
  type BlePeripheralInfo,
  type BleScanOptions,
  type BleTransport,
  normalizeBleUuid,
  type TransportRuntime,
} from '@modlink/sdk';
import { checkAdapter, chosenAdapter } from '../adapter.js';
import { errorOf, failureOf, invalidOptions } from '../errors.js';
import { RadioConnection } from './connection.js';
import { RadioClient } from './radio-client.js';
import { unlessAborted } from './unless-aborted.js';

const usualConnectTimeoutMs = 15_000;

export function createBleTransport(runtime: TransportRuntime): BleTransport {
  const radio = new RadioClient();
  return {
    scan: (options) => scan(radio, options),
    connect: (options) => connect(radio, runtime, options),
  };
}

async function scan(
  radio: RadioClient,
  { serviceUuids = [], timeoutMs, signal }: BleScanOptions,
): Promise<readonly BlePeripheralInfo[]> {
  signal?.throwIfAborted();
  checkTime(timeoutMs);
  const wanted = serviceUuids.map(normalizeBleUuid);
  await checkAdapter(chosenAdapter());
  const asks = { serviceUuids: wanted, timeoutMs };
  return await unlessAborted(radio.call('scan', asks, { signal, limitMs: timeoutMs }), signal);
}

async function connect(
  radio: RadioClient,
  runtime: TransportRuntime,
  { id, timeoutMs = usualConnectTimeoutMs, signal }: BleConnectOptions,
): Promise<BleConnection> {
  signal?.throwIfAborted();
  checkTime(timeoutMs);
  if (typeof id !== 'string' || id === '') {
    throw invalidOptions(
      'A Bluetooth device is connected by the id that a scan gives, for example 00:22:d0:aa:bb:cc.',
    );
  }
  const peripheral = id.toLowerCase();
  await checkAdapter(chosenAdapter());
  const giveLeaseBack = await runtime.lease(`ble:${peripheral}`);
  const opening = open();
  return await unlessAborted(opening, signal);

  /** Goes on after it was called off, until the device is free. */
  async function open(): Promise<BleConnection> {
    const connection = new RadioConnection({ id: peripheral, radio, clock: runtime.clock, giveLeaseBack });
    try {
      const { link } = connection;
      await radio.call('connect', { link, peripheral, timeoutMs }, { signal, limitMs: timeoutMs });
    } catch (error) {
      connection.abandon();
      throw errorOf(failureOf(error), peripheral);
    }
    if (signal?.aborted) await connection.close();
    return connection;
  }
}

function checkTime(timeoutMs: number): void {
  if (Number.isFinite(timeoutMs) && timeoutMs > 0) return;
  throw invalidOptions(`timeoutMs is a positive number of milliseconds, not ${String(timeoutMs)}.`);
}
