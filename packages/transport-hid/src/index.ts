/** `@modlink/transport-hid`: HID devices for ModLink drivers, on node-hid. */
import type { TransportModule } from '@modlink/sdk';
import { createHidTransport } from './transport.js';

/** What a host loads to give its drivers `this.transports.hid`. */
const hidTransport: TransportModule<'hid'> = { kind: 'hid', create: createHidTransport };
export default hidTransport;
