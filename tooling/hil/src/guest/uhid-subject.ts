import { setTimeout as wait } from 'node:timers/promises';
import type { HidContractDevice, HidStep, HidSubject } from '@modlink/testkit';
import hidTransport from '@modlink/transport-hid';
import { createRuntime } from './runtime.js';
import { UhidDevice } from './uhid-device.js';

/** Who waits for an answer wakes up only after it came: to a device that is gone by then the kernel has none. */
const unplugDelayMs = 300;

/** The real transport, with a device in the kernel that keeps to its conversation. */
export async function uhidSubject({
  conversation,
  busType,
  ...info
}: HidContractDevice): Promise<HidSubject> {
  if (busType !== 'usb' && busType !== 'bluetooth') throw new Error(`uhid has no bus ${busType} here`);
  const received: Uint8Array[] = [];
  let steps: HidStep[] = [];
  /** The answers that wait for their turn. */
  const asked: ((report: Uint8Array | undefined) => void)[] = [];
  const goOn = (): void => {
    for (;;) {
      const [step] = steps;
      const answer = asked[0];
      if (step?.kind === 'input') device.sendInputReport(step.report);
      else if (step?.kind === 'unplug') setTimeout(() => device.destroy(), unplugDelayMs);
      else if (step?.kind === 'get-feature' && answer !== undefined) {
        asked.shift();
        if (step.answer !== undefined) answer(step.answer);
      } else return;
      steps.shift();
    }
  };
  const take = (kind: 'output' | 'feature', report: Uint8Array): void => {
    if (steps.shift()?.kind === kind) received.push(report);
    goOn();
  };
  const device: UhidDevice = await UhidDevice.create(
    { ...info, busType },
    {
      onOpen() {
        steps = [...conversation];
        asked.length = 0;
        goOn();
      },
      onOutputReport: (report) => take('output', report),
      onFeatureReport: (report) => take('feature', report),
      getFeatureReport(_, answer) {
        asked.push(answer);
        goOn();
      },
    },
  );
  return {
    transport: hidTransport.create(createRuntime()),
    path: device.path,
    received: () => received,
    pass: () => wait(25),
    async dispose() {
      device.destroy();
    },
  };
}
