import { describe, expect, it } from 'vitest';
import { openTestHost } from '../support/test-host.js';
import { everyIsolation } from './contract-driver.js';

describe.each(everyIsolation)('factories, in isolation "%s"', (isolation) => {
  it.each([
    ['throws', 'DRIVER_FACTORY_FAILED', /"throws" threw: no licence file/],
    ['gives-a-number', 'DRIVER_FACTORY_INVALID', /gave 42; an instance of a class that extends Driver/],
    ['gives-an-object', 'DRIVER_FACTORY_INVALID', /gave an object of class Object/],
    ['no-factory', 'DRIVER_FACTORY_INVALID', /its export "missing" is a function\. It has: .*throwing/],
    ['syntax-error', 'DRIVER_LOAD_FAILED', /could not be loaded/],
    ['needs-hid', 'TRANSPORT_NOT_PROVIDED', /needs the transport "hid".*@modlink\/transport-hid/],
  ])('that go wrong are named: %s', async (driverId, code, message) => {
    const { host } = await openTestHost(['factories'], { isolation });
    const { devices, failures } = await host.search({ driverId });
    expect(devices).toEqual([]);
    expect(failures).toMatchObject([{ driverId, error: { code, message: expect.stringMatching(message) } }]);
  });

  it('that hang are given up after their time', async () => {
    const timeouts = { loadMs: 300, abortGraceMs: 100 };
    const { host } = await openTestHost(['factories'], { isolation, timeouts });
    const { failures } = await host.search({ driverId: 'hangs' });
    expect(failures).toMatchObject([{ error: { code: 'CONTROL_TIMEOUT' } }]);
  });

  it('may give a promise of a driver', async () => {
    const { host } = await openTestHost(['factories'], { isolation });
    expect((await host.search({ driverId: 'async-factory' })).devices).toMatchObject([{ title: 'it works' }]);
  });

  it('that fail do not keep other drivers from searching', async () => {
    const timeouts = { loadMs: 5_000, abortGraceMs: 300 };
    const { host } = await openTestHost(['factories', 'steady'], { isolation, timeouts });
    const { devices, failures } = await host.search();
    expect(devices.map(({ title }) => title).sort()).toEqual(['first', 'it works', 'second']);
    expect(failures.length).toBe(8);
  });
});
