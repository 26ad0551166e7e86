/** `@modlink/transport-serial`: serial ports for ModLink drivers, on serialport. */
import type { TransportModule } from '@modlink/sdk';
import { createSerialTransport } from './transport.js';

/** What a host loads to give its drivers `this.transports.serial`. */
const serialTransport: TransportModule<'serial'> = { kind: 'serial', create: createSerialTransport };
export default serialTransport;
