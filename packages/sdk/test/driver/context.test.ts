import { describe, expect, it, vi } from 'vitest';
import { DriverContext, FrameEnvelope, type JsonValue, type Marker, ndarray } from '../../src/index.js';
import { notingContext } from './bench-driver.js';

const frame = new FrameEnvelope({
  deviceId: 'bench.01',
  streamKey: 'eeg',
  timestampNs: 1n,
  data: ndarray(new Float32Array(2), [2, 1]),
});

describe('DriverContext', () => {
  it('needs two callbacks: a frame sink and a connection-lost sink', () => {
    const onFrame = vi.fn();
    const onConnectionLost = vi.fn();
    const context = new DriverContext({ onFrame, onConnectionLost });
    context.emitFrame(frame);
    context.emitConnectionLost({ reason: 'unplugged' });
    expect(onFrame).toHaveBeenCalledExactlyOnceWith(frame);
    expect(onConnectionLost).toHaveBeenCalledExactlyOnceWith({ reason: 'unplugged' });
  });

  it('a sink that answers false makes emitFrame answer false', () => {
    expect(new DriverContext({ onFrame: () => false, onConnectionLost() {} }).emitFrame(frame)).toBe(false);
  });

  it.each([undefined, null, 0, '', true, Promise.resolve(false)])(
    'any other answer means taken: %o',
    (answer) => {
      expect(new DriverContext({ onFrame: () => answer, onConnectionLost() {} }).emitFrame(frame)).toBe(true);
    },
  );

  it('can be closed, also twice', () => {
    const { context } = notingContext();
    expect(context.isClosed).toBe(false);
    context.close();
    context.close();
    expect(context.isClosed).toBe(true);
  });

  it('after close a late frame returns false and reaches nobody', () => {
    const { context, seen } = notingContext();
    context.close();
    expect(context.emitFrame(frame)).toBe(false);
    expect(seen.frames).toEqual([]);
  });

  it('after close a late connection-lost, marker and report is ignored', () => {
    const { context, seen } = notingContext();
    context.close();
    context.emitConnectionLost('unplugged');
    context.emitMarker({ label: 'late' });
    context.report('info', 'late');
    expect(seen).toEqual({ frames: [], losses: [], markers: [], reports: [], errors: [] });
  });

  it('hands markers and reports on', () => {
    const { context, seen } = notingContext();
    context.emitMarker({ label: 'stimulus', timestampNs: 5n, data: { code: 1 } });
    context.report('warning', 'battery at 10 %');
    expect(seen.markers).toEqual([{ label: 'stimulus', timestampNs: 5n, data: { code: 1 } }]);
    expect(seen.reports).toEqual(['warning: battery at 10 %']);
  });

  it('refuses what is no marker, also where nobody wants markers', () => {
    const context = new DriverContext({ onFrame() {}, onConnectionLost() {} });
    expect(() => context.emitMarker({ label: '' } as Marker)).toThrow(
      expect.objectContaining({ code: 'INVALID_MARKER' }),
    );
  });

  it.each([
    [{ code: 5 }, { code: 5 }],
    [null, null],
    [new TypeError('gone'), 'TypeError: gone'],
    [undefined, 'undefined'],
    [5n, '5'],
  ])('tells a loss whatever its detail is: %o as %j', (detail, told) => {
    const { context, seen } = notingContext();
    context.emitConnectionLost(detail as JsonValue);
    expect(seen.losses).toEqual([told]);
  });

  it('gives the transports that are there, and words for the others', () => {
    const serial = {
      list: async () => [],
      watch: () => () => {},
      open: async () => Promise.reject(new Error('not here')),
    };
    const { context } = notingContext({ transports: { serial } });
    expect(context.transports.serial).toBe(serial);
    expect(Object.keys(context.transports)).toEqual(['serial']);
    expect(() => context.transports.ble).toThrow(
      expect.objectContaining({
        code: 'TRANSPORT_NOT_AVAILABLE',
        message: expect.stringMatching(/"ble".*modlink\.drivers\.<id>\.transports/),
      }),
    );
  });

  it('has settings, a clock, a log and numbering of its own where the host gives none', () => {
    const context = new DriverContext({ onFrame() {}, onConnectionLost() {} });
    expect(context.settings).toEqual({});
    expect(context.deviceId).toBeUndefined();
    expect(context.clock.nowNs()).toBeTypeOf('bigint');
    expect(context.firstSeq('eeg')).toBe(0);
    expect(() => context.log.warn('to nowhere')).not.toThrow();
  });

  it('reads settings and device id when asked, since a host may learn them after bind', () => {
    const known = { settings: { gain: 1 }, deviceId: undefined as string | undefined };
    const context = new DriverContext({
      onFrame() {},
      onConnectionLost() {},
      get settings() {
        return known.settings;
      },
      get deviceId() {
        return known.deviceId;
      },
    });
    known.settings = { gain: 24 };
    known.deviceId = 'bench.02';
    expect(context.settings).toEqual({ gain: 24 });
    expect(context.deviceId).toBe('bench.02');
  });
});
