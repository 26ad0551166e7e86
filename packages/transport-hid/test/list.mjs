/** Watches and lists the devices of this machine, prints them or the error, and then has nothing more to do. */
import { createSystemClock } from '@modlink/sdk';
import hidTransport from '../dist/index.js';

const hid = hidTransport.create({ clock: createSystemClock(), lease: async () => () => {} });
hid.watch(() => {});
const outcome = await hid.list().catch(({ code, message }) => ({ code, message }));
process.stdout.write(JSON.stringify(outcome));
