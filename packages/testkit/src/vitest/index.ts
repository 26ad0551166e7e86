/** `@modlink/testkit/vitest`: the contracts as vitest tests, and matchers for what a driver emitted. */
import './matchers.js';

export { type BleTransportSubject, describeBleTransport } from './describe-ble-transport.js';
export { describeDriver } from './describe-driver.js';
export { describeHidTransport, type HidTransportCheckOptions } from './describe-hid-transport.js';
export { describeMediaTransport, type MediaTransportSubject } from './describe-media-transport.js';
export { describeSerialTransport, type SerialTransportSubject } from './describe-serial-transport.js';
export type { EmitMatchers, Emitted, SampleOptions } from './matchers.js';
