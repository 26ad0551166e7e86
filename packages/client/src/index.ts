/** `@modlink/client`: a typed client of a ModLink server, for browsers and Node. */
export { ModlinkClient, type ModlinkClientOptions } from './client.js';
export { ClientError, type ClientErrorCode, clientErrorCodes } from './client-error.js';
export type { EventListeners } from './events.js';
export type { FrameListeners, FrameSelection, ReceivedFrame } from './frames/frame-connection.js';
export type { FrameIterator, FrameIteratorOptions } from './frames/frame-iterator.js';
export type { CallArguments, CallOptions, UploadBody } from './request.js';
