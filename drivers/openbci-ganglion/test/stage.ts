import { createRequire } from 'node:module';
import type { JsonObject } from '@modlink/sdk';
import { Bled112, type GanglionOptions, ganglionPeripheral } from '@modlink/simulators';
import {
  type BlePeripheral,
  type DeviceLine,
  FrameRecorder,
  type SerialDevice,
  SimulatedBle,
  SimulatedSerial,
  samplesByChannel,
  VirtualClock,
} from '@modlink/testkit';
import createDriver, { type GanglionExtra, type GanglionSettings } from '../src/index.js';

export type Provider = 'ble' | 'dongle';
export const providers: readonly Provider[] = ['ble', 'dongle'];

/** A dongle on a simulated serial port, with peripherals in its range: the same one however often the port is opened. */
export function dongleDevice(
  peripherals: readonly BlePeripheral[],
  use: (dongle: Bled112) => void = () => {},
): SerialDevice {
  let line: DeviceLine | undefined;
  const after = (delayMs: number, run: () => void) => line?.after(delayMs, run);
  const dongle = new Bled112(
    {
      send: (bytes) => line?.send(bytes),
      after,
      every(intervalMs, run) {
        let isStopped = false;
        const next = (index: number): void =>
          after(intervalMs, () => {
            if (isStopped) return;
            next(index + 1);
            run(index);
          });
        next(0);
        return () => {
          isStopped = true;
        };
      },
    },
    peripherals,
  );
  use(dongle);
  return {
    path: '/dev/ttyBLED',
    vendorId: '2458',
    productId: '0001',
    connect(opened) {
      line = opened;
      return { onWrite: (bytes) => dongle.receive(bytes) };
    },
  };
}

export interface StageOptions {
  readonly provider?: Provider;
  readonly settings?: GanglionSettings;
  readonly peripherals?: readonly BlePeripheral[];
}

/** The driver with simulated boards, in virtual time: its timers have to follow the clock. */
export class GanglionStage {
  readonly clock = new VirtualClock();
  readonly provider: Provider;
  readonly ble: SimulatedBle;
  readonly serial: SimulatedSerial;
  readonly recorder: FrameRecorder<GanglionExtra, GanglionSettings>;
  dongle: Bled112 | undefined;

  constructor(board: GanglionOptions = {}, options: StageOptions = {}) {
    const { provider = 'ble', settings = {}, peripherals = [ganglionPeripheral(board)] } = options;
    const { clock } = this;
    this.provider = provider;
    clock.install();
    this.ble = new SimulatedBle({ clock, peripherals });
    const device = dongleDevice(peripherals, (dongle) => {
      this.dongle = dongle;
    });
    this.serial = new SimulatedSerial({ clock, devices: [device] });
    const transports = { ...this.ble.transports, ...this.serial.transports };
    this.recorder = new FrameRecorder(createDriver(), { clock, settings, transports });
  }

  /** The transport that the board is connected by. */
  get transport(): SimulatedBle | SimulatedSerial {
    return this.provider === 'ble' ? this.ble : this.serial;
  }

  /** Lets time pass until a call is done. */
  done<T>(call: Promise<T>): Promise<T> {
    return this.clock.until(call);
  }

  connect() {
    return this.done(this.recorder.connect(this.provider));
  }

  /** Connects the first board and streams for a while; stops. */
  async stream(ms: number): Promise<void> {
    await this.connect();
    await this.done(this.recorder.start());
    await this.clock.advance(ms);
    await this.done(this.recorder.stop());
  }

  /** All samples of a stream, channel by channel. */
  channels(streamKey: string): number[][] {
    return samplesByChannel(this.recorder.framesOf(streamKey));
  }

  lost(streamKey: string): number {
    return this.recorder.framesOf(streamKey).reduce((sum, { lost }) => sum + lost, 0);
  }

  async close(): Promise<void> {
    try {
      await this.done(Promise.resolve(this.recorder.driver.onShutdown()));
    } finally {
      this.clock.uninstall();
    }
  }
}

/** A file of this package, read as JSON. */
export function readPackageFile(name: string): JsonObject {
  return createRequire(import.meta.url)(`../${name}`) as JsonObject;
}
