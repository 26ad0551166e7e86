/** With what `modlink driver check` and the tests run the driver: its simulated device. */
import type { DriverCheckOptions } from '@modlink/testkit';
import { streams } from './src/streams.js';
import { plugIn } from './test/device.js';

const ratesHz = streams.map(({ nominalSampleRateHz: rate }) => (rate === 'irregular' ? 10 : rate));

const check: DriverCheckOptions = {
  provider: 'template',
  transport: plugIn,
  // Long enough for some samples of the slowest stream.
  streamForMs: Math.max(1_000, 3_000 / Math.min(...ratesHz)),
};

export default { 'template-sensor': check };
