/** `@modlink/transport-media`: cameras and microphones for ModLink drivers, through ffmpeg. */
import type { TransportModule } from '@modlink/sdk';
import { createMediaTransport } from './transport.js';

/** What a host loads to give its drivers `this.transports.media`. */
const mediaTransport: TransportModule<'media'> = { kind: 'media', create: createMediaTransport };
export default mediaTransport;
