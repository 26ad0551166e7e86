import { VirtualClock } from '../clock/virtual-clock.js';
import type { HidContractDevice, HidStep, HidSubject } from './hid-contract-device.js';
import type { HidDeviceLine, HidDeviceReactions } from './hid-device.js';
import { SimulatedHid } from './simulated-hid.js';

/** A simulated device that keeps to its conversation: what the rules are proven on, and what a capture can be made of. */
export function simulatedHidSubject(
  device: HidContractDevice,
): HidSubject & { readonly transport: SimulatedHid; readonly clock: VirtualClock } {
  const { conversation, ...info } = device;
  const path = '/dev/hidrawSIM0';
  const clock = new VirtualClock();
  const received: Uint8Array[] = [];
  const transport = new SimulatedHid({
    clock,
    devices: [
      {
        ...info,
        path,
        usagePage: 0xff00,
        usage: 1,
        connect: (line) =>
          converse(line, [...conversation], {
            received: (report) => received.push(report),
            unplug: () => transport.unplug(),
          }),
      },
    ],
  });
  return {
    transport,
    clock,
    path,
    received: () => received,
    pass: () => clock.advance(25),
    dispose: async () => {},
  };
}

/** Goes through the steps: the device's own as soon as it is their turn, 1 ms apart, the host's when they come. */
function converse(
  line: HidDeviceLine,
  steps: HidStep[],
  world: { received(report: Uint8Array): void; unplug(): void },
): HidDeviceReactions {
  const goOn = (): void =>
    line.after(1, () => {
      const [step] = steps;
      if (step?.kind !== 'input' && step?.kind !== 'unplug') return;
      steps.shift();
      if (step.kind === 'unplug') return world.unplug();
      line.send(step.report);
      goOn();
    });
  const take = <Kind extends HidStep['kind']>(kind: Kind): Extract<HidStep, { kind: Kind }> => {
    const step = steps.shift();
    if (step?.kind !== kind)
      throw new Error(`The device waited for ${step?.kind ?? 'nothing'}, not for ${kind}.`);
    goOn();
    return step as Extract<HidStep, { kind: Kind }>;
  };
  goOn();
  return {
    onOutputReport(report) {
      take('output');
      world.received(report);
    },
    onFeatureReport(report) {
      take('feature');
      world.received(report);
    },
    getFeatureReport: () => take('get-feature').answer ?? new Promise<never>(() => {}),
  };
}
