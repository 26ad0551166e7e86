/** `@modlink/testkit/vitest`: the driver contract as vitest tests, and matchers for what a driver emitted. */
import './matchers.js';

export { describeDriver } from './describe-driver.js';
export type { EmitMatchers, Emitted, SampleOptions } from './matchers.js';
