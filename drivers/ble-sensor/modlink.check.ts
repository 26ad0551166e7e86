/** With what `modlink driver check` runs the driver: a heart-rate sensor in virtual time. */
import { heartRatePeripheral } from '@modlink/simulators';
import { type DriverCheckOptions, SimulatedBle } from '@modlink/testkit';

const sensor: Partial<DriverCheckOptions> = {
  transport: (clock) => new SimulatedBle({ clock, peripherals: [heartRatePeripheral()] }),
  streamForMs: 3000,
};

export default { 'ble-sensor': sensor };
