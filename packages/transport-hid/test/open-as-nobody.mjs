/** Opens a device as whoever runs this, and prints the error. */
import { createSystemClock } from '@modlink/sdk';
import hidTransport from '../dist/index.js';

const hid = hidTransport.create({ clock: createSystemClock(), lease: async () => () => {} });
const error = await hid.open({ path: process.argv[2] }).catch((reason) => reason);
process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
