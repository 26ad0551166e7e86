// A process that uses Bluetooth, as a driver's does. It ends by itself when it has nothing connected.
import { createSystemClock } from '@modlink/sdk';
import bleTransport from '../dist/index.js';

const [what, name] = process.argv.slice(2);
const ble = bleTransport.create({ clock: createSystemClock(), lease: async () => () => {} });
const print = (line) => process.stdout.write(`${line}\n`);

let peripheral;
while (peripheral === undefined) {
  peripheral = (await ble.scan({ timeoutMs: 200 })).find((each) => each.name === name);
}
const connection = await ble.connect({ id: peripheral.id });
print('connected');
if (what === 'read') {
  const battery = await connection.read({ service: '180f', characteristic: '2a19' });
  print(`battery ${battery[0]}`);
  await connection.close();
}
if (what === 'crash') process.kill(process.pid, 'SIGKILL');
