/** With what `modlink driver check` runs the driver: a board that prints lines, in virtual time. */
import { type DriverCheckOptions, SimulatedSerial } from '@modlink/testkit';

const board: Partial<DriverCheckOptions> = {
  transport: (clock) =>
    new SimulatedSerial({
      clock,
      devices: [
        {
          path: '/dev/ttyLINES',
          vendorId: '2341',
          connect(line) {
            line.every(10, (index) => `${index},${index / 2}\n`);
            return {};
          },
        },
      ],
    }),
  settings: { baudRate: 115_200 },
};

export default { 'serial-lines': board };
