/**
 * The contracts of the transports, rule by rule: a transport that is captured keeps them, and so does the playback of what each
 * rule captured.
 */
import type { BleTransport, MediaTransport, SerialTransport } from '@modlink/sdk';
import {
  counterPeripheral,
  type DeviceLine,
  SimulatedBle,
  SimulatedSerial,
  simulatedHidSubject,
  VirtualClock,
} from '@modlink/testkit';
import {
  describeBleTransport,
  describeHidTransport,
  describeMediaTransport,
  describeSerialTransport,
} from '@modlink/testkit/vitest';
import { expect } from 'vitest';
import { type Capture, captureTransport, playCaptures } from '../src/index.js';
import { KeptCaptures } from './kept-captures.js';
import { simulatedMedia } from './simulated-media.js';

/** What each test captured, by the names of tests. Those that opened nothing have what another one captured. */
const ofBle = new Map<string, KeptCaptures>();
const ofHid = new Map<object, KeptCaptures>();
const ofMedia = new Map<string, KeptCaptures>();
const capturesOf = <Key>(kept: Map<Key, KeptCaptures>, key: Key): Capture[] => {
  const own = kept.get(key)?.captures ?? [];
  const others = () => [...kept.values()].find(({ texts }) => texts.length > 0)?.captures ?? [];
  return own.length > 0 ? own : others();
};

const serialPath = '/dev/ttySIM0';
// Its rules have the device send at will, which a capture does not: playback has tests of its own.
describeSerialTransport('captured', () => {
  const clock = new VirtualClock();
  const { openSink } = new KeptCaptures();
  const received: number[] = [];
  let line: DeviceLine | undefined;
  const simulated = new SimulatedSerial({
    clock,
    devices: [
      {
        path: serialPath,
        connect(opened) {
          line = opened;
          return { onWrite: (bytes) => received.push(...bytes) };
        },
      },
    ],
  });
  return {
    serial: captureTransport('serial', simulated as SerialTransport, { clock, openSink }),
    path: serialPath,
    received: () => Uint8Array.from(received),
    send: (bytes) => line?.send(bytes),
    unplug: () => simulated.unplug(),
    advance: (ms) => clock.advance(ms),
  };
});

describeBleTransport('captured', (testName) => {
  const clock = new VirtualClock();
  const kept = new KeptCaptures();
  ofBle.set(testName, kept);
  const simulated = new SimulatedBle({ clock, peripherals: [counterPeripheral()] });
  const ble = captureTransport('ble', simulated as BleTransport, { clock, openSink: kept.openSink });
  return { ble, advance: (ms) => clock.advance(ms) };
});

describeBleTransport('played back', (testName) => {
  const clock = new VirtualClock();
  const { ble } = playCaptures({ clock, captures: capturesOf(ofBle, testName) });
  return { ble, advance: (ms) => clock.advance(ms) };
});

describeHidTransport('captured', (device) => {
  const subject = simulatedHidSubject(device);
  const kept = new KeptCaptures();
  ofHid.set(device, kept);
  const { clock, transport } = subject;
  return { ...subject, transport: captureTransport('hid', transport, { clock, openSink: kept.openSink }) };
});

describeHidTransport('played back', (device) => {
  const clock = new VirtualClock();
  const captures = capturesOf(ofHid, device);
  return {
    transport: playCaptures({ clock, captures }).hid,
    path: '/dev/hidrawSIM0',
    pass: () => clock.advance(25),
    dispose: async () => {},
  };
});

/** The name of the test that runs, without those of the suites around it. */
const ownName = (): string => expect.getState().currentTestName?.split(' > ').at(-1) ?? '';
const inputs = { camera: { id: 'camera' }, microphone: { id: 'microphone' }, unknownId: 'nothing' };

describeMediaTransport('captured', async () => {
  const clock = new VirtualClock();
  const kept = new KeptCaptures();
  ofMedia.set(ownName(), kept);
  const simulated = simulatedMedia(clock);
  const options = { clock, openSink: kept.openSink };
  const transport = captureTransport('media', simulated as MediaTransport, options);
  // As every driver does: what was found stands in the capture.
  await transport.list();
  return {
    ...inputs,
    transport,
    nowNs: () => clock.nowNs(),
    advance: (ms) => clock.advance(ms),
    unplug: () => simulated.unplug(),
  };
});

describeMediaTransport('played back', () => {
  const clock = new VirtualClock();
  const { media } = playCaptures({ clock, captures: capturesOf(ofMedia, ownName()) });
  return {
    ...inputs,
    transport: media,
    nowNs: () => clock.nowNs(),
    advance: (ms) => clock.advance(ms),
    // The capture has it.
    unplug: () => {},
  };
});
