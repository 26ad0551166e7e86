import { expect, it } from 'vitest';
import { RefusalReport } from '../../src/index.js';

it('tells of the first one at once, of the others together every 10 s', () => {
  const told: string[] = [];
  const report = new RefusalReport('packets', (message) => told.push(message));
  report.add(Uint8Array.of(1, 0xab), 1_000_000_000n);
  report.add('two', 2_000_000_000n);
  report.add('three', 11_000_000_000n);
  expect(told).toEqual([
    'Could not read 1 packets. The last one: 01ab',
    'Could not read 2 packets. The last one: three',
  ]);
});
