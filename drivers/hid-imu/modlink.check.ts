/** With what `modlink driver check` runs the driver: a controller in virtual time. */
import { DualSenseSimulator, swung } from '@modlink/simulators/hid';
import { type DriverCheckOptions, SimulatedHid } from '@modlink/testkit';
import { plugIn } from './test/plugged-in.js';

const controller: Partial<DriverCheckOptions> = {
  transport: (clock) =>
    new SimulatedHid({ clock, devices: [plugIn(new DualSenseSimulator({ motion: swung }))] }),
  streamForMs: 1_005,
};

export default { 'hid-imu': controller };
