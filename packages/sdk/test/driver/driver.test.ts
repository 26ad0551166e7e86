import { describe, expect, it } from 'vitest';
import {
  Driver,
  type DriverFactory,
  FrameEnvelope,
  isDriver,
  isDriverClass,
  LoopDriver,
  ndarray,
  requiredMethods,
} from '../../src/index.js';
import { BenchDriver, BenchLoopDriver, notingContext } from './bench-driver.js';

const frame = new FrameEnvelope({
  deviceId: 'bench.01',
  streamKey: 'eeg',
  timestampNs: 1n,
  data: ndarray(new Float32Array(2), [2, 1]),
});

/** A driver class of plain JavaScript, in which nothing is implemented. */
const PlainDriver =
  class PlainDriver extends (Driver as unknown as new () => BenchDriver) {} as new () => BenchDriver;
const PlainLoopDriver = class PlainLoopDriver extends (LoopDriver as unknown as new () => BenchLoopDriver) {
  override descriptors() {
    return [];
  }
} as new () => BenchLoopDriver;

describe('Driver', () => {
  it('displayName defaults to deviceId', () => {
    expect(new BenchDriver().displayName).toBe('bench.01');
  });

  it('displayName can be another one', () => {
    class NamedDriver extends BenchDriver {
      override get displayName() {
        return 'The bench';
      }
    }
    expect(new NamedDriver().displayName).toBe('The bench');
  });

  it('supportedProviders is empty by default', () => {
    expect(new BenchDriver().supportedProviders).toEqual([]);
  });

  it('descriptors are readable before a device is connected, and before bind', () => {
    expect(new BenchDriver().descriptors().map(({ streamId }) => streamId)).toEqual(['bench.01:eeg']);
  });

  it('onRuntimeStarted and onShutdown are optional hooks', () => {
    const driver = new BenchDriver();
    expect(driver.onRuntimeStarted()).toBeUndefined();
    expect(driver.onShutdown()).toBeUndefined();
  });

  it('bind attaches the context once: a second time is an error', () => {
    const driver = new BenchDriver();
    driver.bind(notingContext().context);
    expect(() => driver.bind(notingContext().context)).toThrow(
      expect.objectContaining({ code: 'ALREADY_BOUND', message: expect.stringContaining('BenchDriver') }),
    );
  });

  it('emitFrame before bind fails with an error that says so', () => {
    expect(() => new BenchDriver().send(frame)).toThrow(
      expect.objectContaining({
        code: 'NOT_BOUND',
        message: expect.stringMatching(/BenchDriver is not bound.*bind/),
      }),
    );
  });

  it.each([
    ['emit', (driver: BenchDriver) => driver.emitSamples('eeg', [1, 2])],
    ['emitConnectionLost', (driver: BenchDriver) => driver.lose('gone')],
    ['emitStreamingEnded', (driver: BenchDriver) => driver.end()],
    ['emitMarker', (driver: BenchDriver) => driver.mark({ label: 'x' })],
    ['report', (driver: BenchDriver) => driver.tell('info', 'x')],
    ['transports, settings, clock and log', (driver: BenchDriver) => driver.given],
  ])('%s before bind fails in the same way', (_name, use) => {
    expect(() => use(new BenchDriver())).toThrow(expect.objectContaining({ code: 'NOT_BOUND' }));
  });

  it.each(requiredMethods)(
    'an abstract method left out names the driver class and the method: %s',
    (method) => {
      const driver = new PlainDriver() as unknown as Record<string, () => unknown>;
      expect(() => driver[method]?.()).toThrow(
        expect.objectContaining({
          code: 'METHOD_NOT_IMPLEMENTED',
          message: expect.stringContaining(`The driver class PlainDriver does not implement ${method}()`),
        }),
      );
    },
  );

  it('a loop() left out names the driver class and the method', () => {
    expect(() => new PlainLoopDriver().loop()).toThrow(/PlainLoopDriver does not implement loop\(\)/);
  });

  it('emitFrame gives the frame to the host and answers whether it was taken', () => {
    const { context, seen } = notingContext();
    const driver = new BenchDriver();
    driver.bind(context);
    expect(driver.send(frame)).toBe(true);
    expect(seen.frames).toEqual([frame]);

    const refused = new BenchDriver();
    refused.bind(notingContext({ onFrame: () => false }).context);
    expect(refused.send(frame)).toBe(false);
  });

  it('emitConnectionLost, emitMarker and report reach the host', () => {
    const { context, seen } = notingContext();
    const driver = new BenchDriver();
    driver.bind(context);
    driver.lose({ reason: 'unplugged' });
    driver.mark({ label: 'stimulus' });
    driver.tell('warning', 'battery at 10 %');
    expect(seen).toMatchObject({
      losses: [{ reason: 'unplugged' }],
      markers: [{ label: 'stimulus' }],
      reports: ['warning: battery at 10 %'],
    });
  });

  it('emitStreamingEnded reaches a host that wants to know, until the context is closed', () => {
    let ends = 0;
    const { context } = notingContext({ onStreamingEnded: () => (ends += 1) });
    const driver = new BenchDriver();
    driver.bind(context);
    driver.end();
    context.close();
    driver.end();
    expect(ends).toBe(1);
    const deaf = new BenchDriver();
    deaf.bind(notingContext().context);
    expect(() => deaf.end()).not.toThrow();
  });

  it('after the context is closed, whatever is emitted late changes nothing and throws nothing', () => {
    const { context, seen } = notingContext();
    const driver = new BenchDriver();
    driver.bind(context);
    context.close();
    expect(driver.send(frame)).toBe(false);
    expect(driver.emitSamples('eeg', [1, 2])).toBe(false);
    expect(driver.emitSamples('unknown', [1, 2])).toBe(false);
    driver.lose('late');
    driver.mark({ label: 'late' });
    driver.tell('info', 'late');
    expect(seen).toEqual({ frames: [], losses: [], markers: [], reports: [], errors: [] });
  });

  it('brings transports, settings, clock and log from the context', () => {
    const clock = { nowNs: () => 42n };
    const { context } = notingContext({ settings: { gain: 24 }, clock });
    const driver = new BenchDriver();
    driver.bind(context);
    expect(driver.given).toEqual({
      transports: context.transports,
      settings: { gain: 24 },
      clock,
      log: context.log,
    });
  });
});

describe('DriverFactory', () => {
  it('is a zero-argument callable that gives a driver, or a promise of one', async () => {
    const factories: DriverFactory[] = [() => new BenchDriver(), async () => new BenchLoopDriver()];
    for (const factory of factories) expect(isDriver(await factory())).toBe(true);
  });
});

describe('a driver is recognized by its brand', () => {
  it('classes and instances', () => {
    expect([Driver, LoopDriver, BenchDriver].map(isDriverClass)).toEqual([true, true, true]);
    expect([new BenchDriver(), new BenchLoopDriver()].map(isDriver)).toEqual([true, true]);
  });

  it.each([[class Driver {}], [() => {}], [undefined], [null], ['Driver']])(
    '%o is no driver class',
    (value) => {
      expect(isDriverClass(value)).toBe(false);
    },
  );

  it.each([
    ['an object', {}],
    ['an object without prototype', Object.create(null)],
    ['a driver class', BenchDriver],
    ['a context', notingContext().context],
    ['null', null],
    ['undefined', undefined],
  ])('%s is no driver', (_name, value) => {
    expect(isDriver(value)).toBe(false);
  });
});
