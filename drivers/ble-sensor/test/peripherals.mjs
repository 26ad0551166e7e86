// Peripherals for processes of their own, where what they do cannot be told by arguments.
import { nordicUartPeripheral } from '@modlink/simulators';

export { polarPeripheral } from '@modlink/simulators';

export const countingTextPeripheral = () =>
  nordicUartPeripheral({
    line: (count) => `{"count":${count},"half":${count / 2}}\r\n`,
    commands: { start: 'go\n', stop: 'halt\n' },
  });
