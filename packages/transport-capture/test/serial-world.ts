import type { SerialTransport } from '@modlink/sdk';
import { type DeviceLine, SimulatedSerial, VirtualClock } from '@modlink/testkit';
import { captureTransport } from '../src/index.js';
import { KeptCaptures } from './kept-captures.js';

export const path = '/dev/ttySIM0';
export const startNs = 1_000_000_000n;

/** A simulated device on a serial port that is captured. */
export function capturedSerial(
  connect: (line: DeviceLine) => { onWrite?(bytes: Uint8Array, text: string): void },
): {
  readonly clock: VirtualClock;
  readonly kept: KeptCaptures;
  readonly simulated: SimulatedSerial;
  readonly serial: SerialTransport;
} {
  const clock = new VirtualClock({ startNs });
  const kept = new KeptCaptures();
  const simulated = new SimulatedSerial({
    clock,
    devices: [{ path, identity: 'usb:0403:6015:D1', vendorId: '0403', productId: '6015', connect }],
  });
  const serial = captureTransport('serial', simulated as SerialTransport, { clock, openSink: kept.openSink });
  return { clock, kept, simulated, serial };
}

/** What a connection gave: what arrived and when, and how it ended. */
export function watch(connection: Awaited<ReturnType<SerialTransport['open']>>): unknown[] {
  const seen: unknown[] = [];
  connection.onData((bytes, arrivalNs) => seen.push([arrivalNs, Buffer.from(bytes).toString('latin1')]));
  connection.onClose((error) => seen.push(error?.code ?? 'closed'));
  return seen;
}
