/** Simulated serial ports keep the contract that real ones keep. */
import { type DeviceLine, SimulatedSerial, VirtualClock } from '../src/index.js';
import { describeSerialTransport } from '../src/vitest/index.js';

const path = '/dev/ttySIM0';

describeSerialTransport('simulated', () => {
  const clock = new VirtualClock();
  const received: number[] = [];
  let line: DeviceLine | undefined;
  const serial = new SimulatedSerial({
    clock,
    devices: [
      {
        path,
        connect(opened) {
          line = opened;
          return { onWrite: (bytes) => received.push(...bytes) };
        },
      },
    ],
  });
  return {
    serial,
    path,
    received: () => Uint8Array.from(received),
    send: (bytes) => line?.send(bytes),
    unplug: () => serial.unplug(),
    advance: (ms) => clock.advance(ms),
  };
});
