/** `@modlink/server`: HTTP, server-sent events and WebSocket frames over one host. */
export { type ModlinkServer, startServer } from './server.js';
export { ServerError, type ServerErrorCode } from './server-error.js';
export { type PackageSources, packageSources, type ServerOptions } from './server-options.js';
