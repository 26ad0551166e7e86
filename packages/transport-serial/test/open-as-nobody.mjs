// Run by a test as a user without rights: tries to open the port and prints the error.
import transport from '../dist/index.js';

const serial = transport.create({ clock: { nowNs: () => 0n }, lease: async () => () => {} });
await serial.open({ path: process.argv[2], baudRate: 115200 }).then(
  () => process.stdout.write(JSON.stringify({ code: 'OPENED' })),
  ({ code, message }) => process.stdout.write(JSON.stringify({ code, message })),
);
process.exit(0);
