/** With what `modlink driver check` runs the driver: a headband in virtual time. */
import { musePeripheral } from '@modlink/simulators';
import { type DriverCheckOptions, SimulatedBle } from '@modlink/testkit';

const muse: Partial<DriverCheckOptions> = {
  transport: (clock) =>
    new SimulatedBle({ clock, peripherals: [musePeripheral({ model: 'muse-2', telemetryIntervalMs: 500 })] }),
  streamForMs: 2000,
  except: { tail: 'a headband sends packets of twelve samples, three of motion' },
};

export default { muse };
