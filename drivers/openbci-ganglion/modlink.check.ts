/** With what `modlink driver check` runs the driver: a board in virtual time. */
import { ganglionPeripheral } from '@modlink/simulators';
import { type DriverCheckOptions, SimulatedBle } from '@modlink/testkit';

const board: Partial<DriverCheckOptions> = {
  provider: 'ble',
  transport: (clock) => new SimulatedBle({ clock, peripherals: [ganglionPeripheral({ firmware: '3.0.0' })] }),
  except: { tail: 'the board sends packets of one or two samples' },
};

export default { 'openbci-ganglion': board };
