/**
 * For packages that implement a transport, not for drivers: what the connections of all transports do alike.
 */
export { ArrivalListeners } from './arrival-listeners.js';
export { callApart } from './call-apart.js';
export { type CloseListener, CloseListeners } from './close-listeners.js';
