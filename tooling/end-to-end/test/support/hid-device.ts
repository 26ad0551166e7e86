import type { HidSimulator } from '@modlink/simulators/hid';
import type { HidDevice } from '@modlink/testkit';

/** A simulated controller as something that a simulated HID transport has plugged in. */
export function hidDevice(simulator: HidSimulator, path: string): HidDevice {
  return {
    ...simulator.info,
    path,
    reportDescriptor: simulator.reportDescriptor,
    connect(line) {
      const send = () => {
        for (const report of simulator.nextReports()) line.send(report);
        line.after(simulator.reportIntervalMs, send);
      };
      line.after(simulator.reportIntervalMs, send);
      return {
        getFeatureReport: (id) => simulator.featureReport(id),
        onFeatureReport: (report) => simulator.takeFeatureReport(report),
        onOutputReport(report) {
          for (const answer of simulator.takeOutputReport(report)) line.after(2, () => line.send(answer));
        },
      };
    },
  };
}
