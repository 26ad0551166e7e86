/**
 * `@modlink/transport-ble`: Bluetooth Low Energy for ModLink drivers, on noble.
 *
 * **One radio process per user and machine.** Drivers run in processes of their own, several of them want Bluetooth at once, and
 * an adapter that is driven by several programs loses connections; noble keeps its process alive, and native code can crash.
 * So noble is loaded in one place only, the radio: a small process that the first driver starts who needs it, that all of them
 * talk to over a local socket, and that leaves by itself soon after the last one has. Running it inside of the first driver would
 * be simpler, but that driver's end would be the end of everyone's connections; running it in the host would put native code there.
 */
import type { TransportModule } from '@modlink/sdk';
import { createBleTransport } from './client/transport.js';

/** What a host loads to give its drivers `this.transports.ble`. */
const bleTransport: TransportModule<'ble'> = { kind: 'ble', create: createBleTransport };
export default bleTransport;
