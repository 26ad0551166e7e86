import type { JsonObject } from '@modlink/sdk';
import type { HidSimulator } from '@modlink/simulators/hid';
import { FrameRecorder, type HidDevice, SimulatedHid, VirtualClock } from '@modlink/testkit';
import { HidImu, type HidImuExtra, type HidImuSettings } from '../src/index.js';

export interface PluggedInOptions {
  /** The platform tells no bus, as on some systems. */
  readonly hidesBus?: boolean;
  /** How late an answer to an output report comes. */
  readonly answerMs?: number;
}

/** A simulated device behind the simulated transport of the test kit. */
export function plugIn(
  simulator: HidSimulator,
  path = '/dev/hidrawSIM0',
  { hidesBus = false, answerMs = 2 }: PluggedInOptions = {},
): HidDevice {
  const { busType, ...info } = simulator.info;
  return {
    ...info,
    path,
    reportDescriptor: simulator.reportDescriptor,
    ...(!hidesBus && { busType }),
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
          const answers = simulator.takeOutputReport(report);
          line.after(answerMs, () => {
            for (const answer of answers) line.send(answer);
          });
        },
      };
    },
  };
}

/** A driver with its simulated devices, in virtual time. */
export class Bench {
  readonly clock = new VirtualClock().install();
  readonly hid: SimulatedHid;
  readonly recorder: FrameRecorder<HidImuExtra, HidImuSettings & JsonObject>;

  constructor(devices: readonly HidDevice[], settings: HidImuSettings = {}) {
    this.hid = new SimulatedHid({ clock: this.clock, devices });
    const { transports } = this.hid;
    this.recorder = new FrameRecorder(new HidImu(), { clock: this.clock, transports, settings });
  }

  /** Lets virtual time pass until something is done. */
  async settle<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    work.then(end, end);
    await this.clock.advance(0);
    for (let waitedMs = 0; !isDone && waitedMs < 60_000; waitedMs++) await this.clock.advance(1);
    return await work;
  }

  connect() {
    return this.settle(this.recorder.connect('hid'));
  }

  /** Connects, and streams for a while. */
  async stream(ms: number): Promise<void> {
    await this.connect();
    await this.recorder.start();
    await this.clock.advance(ms);
  }

  get warnings(): readonly string[] {
    return this.recorder.reports.flatMap(({ level, message }) => (level === 'warning' ? [message] : []));
  }

  [Symbol.dispose](): void {
    this.clock.uninstall();
  }
}
