import type { HidSimulator } from '@modlink/simulators/hid';
import { UhidDevice } from './uhid-device.js';

/** A simulated controller in the kernel, and what it has sent. */
export interface SimulatedController {
  readonly path: string;
  /** Every input report, in order, since a program opened it. */
  readonly sent: readonly Uint8Array[];
  /** It is unplugged. */
  destroy(): void;
}

/** Puts a simulated controller into the kernel. It sends at its own pace from when a program opens it. */
export async function simulateOnUhid(simulator: HidSimulator): Promise<SimulatedController> {
  const { info, reportDescriptor } = simulator;
  const { product = '', serialNumber = '', vendorId, productId, busType } = info;
  if (busType !== 'usb' && busType !== 'bluetooth') throw new Error(`uhid has no bus ${busType} here`);
  const sent: Uint8Array[] = [];
  let timer: NodeJS.Timeout | undefined;
  const send = (reports: readonly Uint8Array[]): void => {
    for (const report of reports) {
      sent.push(Uint8Array.from(report));
      device.sendInputReport(report);
    }
  };
  const device: UhidDevice = await UhidDevice.create(
    { product, serialNumber, vendorId, productId, busType, reportDescriptor },
    {
      onOpen() {
        timer ??= setInterval(() => send(simulator.nextReports()), simulator.reportIntervalMs);
      },
      onOutputReport: (report) => send(simulator.takeOutputReport(report)),
      onFeatureReport: (report) => simulator.takeFeatureReport(report),
      getFeatureReport: (reportId, answer) => answer(simulator.featureReport(reportId)),
    },
  );
  return {
    path: device.path,
    sent,
    destroy() {
      clearInterval(timer);
      device.destroy();
    },
  };
}
