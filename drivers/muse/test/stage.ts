import { createRequire } from 'node:module';
import type { JsonObject } from '@modlink/sdk';
import {
  type BlePeripheral,
  FrameRecorder,
  SimulatedBle,
  samplesByChannel,
  VirtualClock,
} from '@modlink/testkit';
import createDriver, { type MuseExtra, type MuseSettings } from '../src/index.js';

/** The driver with simulated headbands, in virtual time: its timers have to follow the clock. */
export class MuseStage {
  readonly clock = new VirtualClock();
  readonly ble: SimulatedBle;
  readonly recorder: FrameRecorder<MuseExtra, MuseSettings>;

  constructor(peripherals: readonly BlePeripheral[], settings: MuseSettings = {}) {
    this.clock.install();
    this.ble = new SimulatedBle({ clock: this.clock, peripherals });
    const { clock, ble } = this;
    this.recorder = new FrameRecorder(createDriver(), { clock, settings, transports: ble.transports });
  }

  /** Lets time pass until a call is done. */
  done<T>(call: Promise<T>): Promise<T> {
    return this.clock.until(call);
  }

  /** Connects the first headband and streams for a while; stops. */
  async stream(ms: number): Promise<void> {
    await this.done(this.recorder.connect('ble'));
    await this.done(this.recorder.start());
    await this.clock.advance(ms);
    await this.done(this.recorder.stop());
  }

  /** All samples of a stream, channel by channel. */
  channels(streamKey: string): number[][] {
    return samplesByChannel(this.recorder.framesOf(streamKey));
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
