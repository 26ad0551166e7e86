/** `@modlink/sdk/encoding`: the one frame encoding, for whoever writes, reads or carries frames. */
export { decodeFrame, FrameView } from './decoder.js';
export { type EncodableFrame, FrameEncoder } from './encoder.js';
export { frameSchemaBase64 } from './frame-schema.js';

/** The name of the root table in the schema. */
export const frameSchemaName = 'modlink.Frame';
