/** The one file that touches bleno: runs the definition of a peripheral on a controller. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BleCharacteristicDefinition, BlePeripheral } from '@modlink/testkit';
import { type Bleno, type Characteristic, type ConnectionHandle, withBindings } from '@stoprocent/bleno';
import { advertisementOf } from './advertisement.js';
import { Line } from './line.js';

const startTimeoutMs = 10_000;
const baudRate = 1_000_000;
/** How long the controller may take to end a connection before it is left. */
const leaveTimeoutMs = 1_000;

/** A peripheral on the air. */
export interface AdvertisedPeripheral {
  readonly address: string;
  disconnect(): void;
  /** Ends the connection, and does not advertise any more. */
  leave(): Promise<void>;
}

/** @param port - the serial port of the controller. */
export async function advertise(peripheral: BlePeripheral, port: string): Promise<AdvertisedPeripheral> {
  const { advertisement, scanResponse } = advertisementOf(peripheral);
  const stack = withBindings('hci', {
    hciDriver: 'uart',
    bindParams: { uart: { port, baudRate } },
  });
  await stack.waitForPoweredOnAsync(startTimeoutMs);
  const lines = new Map<ConnectionHandle, Line>();
  stack.on('accept', (_, handle) => lines.set(handle, new Line(peripheral, () => stack.disconnect())));
  stack.on('disconnect', (_, handle) => {
    lines.get(handle)?.close();
    lines.delete(handle);
  });
  await stack.setServicesAsync(
    peripheral.services.map(
      ({ uuid, characteristics }) =>
        new stack.PrimaryService({
          uuid: compact(uuid),
          characteristics: characteristics.map((each) => makeCharacteristic(stack, each, lines)),
        }),
    ),
  );
  await stack.startAdvertisingWithEIRDataAsync(advertisement, scanResponse);
  return {
    address: stack.address.toLowerCase(),
    disconnect: () => stack.disconnect(),
    async leave() {
      stack.stopAdvertising();
      stack.disconnect();
      for (let waitedMs = 0; lines.size > 0 && waitedMs < leaveTimeoutMs; waitedMs += 5) await sleep(5);
    },
  };
}

function makeCharacteristic(
  { Characteristic }: Bleno,
  { uuid, properties, value = new Uint8Array() }: BleCharacteristicDefinition,
  lines: ReadonlyMap<ConnectionHandle, Line>,
): Characteristic {
  return new Characteristic({
    uuid: compact(uuid),
    properties,
    onReadRequest(handle, offset, answer) {
      attempt(answer, () => {
        const bytes = lines.get(handle)?.reactionsOf(uuid).onRead?.() ?? value;
        answer(Characteristic.RESULT_SUCCESS, Buffer.from(bytes).subarray(offset));
      });
    },
    onWriteRequest(handle, data, _offset, _withoutResponse, answer) {
      attempt(answer, () => {
        lines.get(handle)?.reactionsOf(uuid).onWrite?.(Uint8Array.from(data));
        answer(Characteristic.RESULT_SUCCESS);
      });
    },
    onSubscribe: (handle, _maxValueSize, notify) => lines.get(handle)?.subscribed(uuid, notify),
    onUnsubscribe: (handle) => lines.get(handle)?.unsubscribed(uuid),
  });

  /** What the definition throws is what the central is told: 0x0e, "unlikely error". */
  function attempt(answer: (result: number) => void, run: () => void): void {
    try {
      run();
    } catch {
      answer(Characteristic.RESULT_UNLIKELY_ERROR);
    }
  }
}

/** As bleno writes UUIDs. */
function compact(uuid: string): string {
  return uuid.replaceAll('-', '').toLowerCase();
}
