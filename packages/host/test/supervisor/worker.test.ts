import { describe, expect, it } from 'vitest';
import { isolationFor } from '../../src/supervisor/isolation.js';
import { openTestHost } from '../support/test-host.js';

describe('worker isolation', () => {
  it('runs a driver that asks for it in a thread of this process', async () => {
    const { host, found, event } = await openTestHost(['threaded']);
    expect(host.drivers.list()).toMatchObject([
      { driverId: 'pure', isolation: 'worker', runsIn: 'worker' },
      { driverId: 'native', isolation: 'worker', runsIn: 'process' },
    ]);
    const device = await host.connect(await found('pure', 'where'));
    const { message } = await event('log', ({ message }) => message.startsWith('at '));
    expect(message).toMatch(new RegExp(`^at ${process.pid}/[1-9]`));
    expect(device.info().pid).toBeUndefined();
  });

  it('gives a process to a driver whose transport has native code in the driver itself', () => {
    expect(isolationFor('worker', ['media'])).toBe('worker');
    for (const kind of ['serial', 'hid', 'ble'] as const) {
      expect(isolationFor('worker', ['media', kind])).toBe('process');
      expect(isolationFor('inline', [kind])).toBe('inline');
    }
  });
});
