/**
 * `@modlink/protocol`: the wire contract of a ModLink server, shared by server and clients. Schemas validate, type, and give
 * the OpenAPI document of `@modlink/protocol/openapi`. Runs in Node and in browsers.
 */
export * from './devices.js';
export * from './drivers.js';
export * from './events.js';
export * from './frame-messages.js';
export * from './health-history.js';
export * from './host.js';
export * from './host-settings.js';
export * from './imports.js';
export * from './packages.js';
export * from './problem.js';
export * from './recordings.js';
export * from './routes.js';
export * from './setups.js';
export * from './values.js';
