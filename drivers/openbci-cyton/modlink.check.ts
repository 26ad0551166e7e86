/** With what `modlink driver check` runs the driver: a board in virtual time. */
import { cytonSerialDevice, syntheticCytonSamples } from '@modlink/simulators';
import { type DriverCheckOptions, SimulatedSerial } from '@modlink/testkit';

const samples = syntheticCytonSamples({ length: 500 });
const board: Partial<DriverCheckOptions> = {
  transport: (clock) => new SimulatedSerial({ clock, devices: [cytonSerialDevice(samples)] }),
};

export default { 'openbci-cyton': board };
