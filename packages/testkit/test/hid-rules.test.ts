import type { HidConnection, HidTransport } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { hidTransportRules, simulatedHidSubject } from '../src/index.js';

type Change<Whole> = (whole: Whole) => Partial<Whole>;

/** The same object but for what is changed. */
function changed<Whole extends object>(whole: Whole, change: Change<Whole>): Whole {
  const changes = change(whole);
  return new Proxy(whole, {
    get(target, key) {
      const value: unknown = Reflect.get(key in changes ? changes : target, key);
      return typeof value === 'function' ? value.bind(key in changes ? changes : target) : value;
    },
  });
}

/** Connections that differ. */
const connecting =
  (change: Change<HidConnection>): Change<HidTransport> =>
  (transport) => ({ open: async (options) => changed(await transport.open(options), change) });

/** What a transport may do wrong, by the rule that notices it. */
const breaches: Record<string, Change<HidTransport>> = {
  list: (transport) => ({
    list: async () => (await transport.list()).map((info) => ({ ...info, identity: `${Math.random()}` })),
  }),
  watch: () => ({ watch: () => () => {} }),
  'unknown-path': () => ({ open: () => Promise.reject(new Error('nothing there')) }),
  aborted: (transport) => ({ open: ({ path }) => transport.open({ path }) }),
  'one-holder': (transport) => {
    let opened: Promise<HidConnection> | undefined;
    return {
      open(options) {
        opened ??= transport.open(options);
        return opened;
      },
    };
  },
  reports: connecting((connection) => ({
    onInputReport: (listener) => connection.onInputReport((bytes, ns) => listener(bytes.subarray(1), ns)),
  })),
  kept: connecting((connection) => {
    connection.onInputReport(() => {});
    return {};
  }),
  unsubscribed: connecting((connection) => ({
    onInputReport(listener) {
      connection.onInputReport(listener);
      return () => {};
    },
  })),
  sending: connecting((connection) => ({
    async sendOutputReport(report) {
      await Promise.resolve();
      await connection.sendOutputReport(report);
    },
  })),
  'get-feature': connecting((connection) => ({
    getFeatureReport: async (id, length) => (await connection.getFeatureReport(id, length)).subarray(1),
  })),
  descriptor: connecting(() => ({ getReportDescriptor: async () => Uint8Array.of(6, 0, 0xff) })),
  close: connecting((connection) => ({
    onClose(listener) {
      connection.onClose(listener);
      return connection.onClose(listener);
    },
  })),
  closed: connecting((connection) => ({
    sendOutputReport: (report) => connection.sendOutputReport(report).catch(() => {}),
  })),
  pending: connecting((connection) => ({
    getFeatureReport: (id, length) =>
      connection.getFeatureReport(id, length).catch((cause) => {
        throw new Error('it did not work', { cause });
      }),
  })),
  unplug: connecting((connection) => ({
    onClose: (listener) => connection.onClose(() => listener(undefined)),
  })),
};

describe('the rules of HID transports', () => {
  it('each has a breach that it notices', () => {
    expect(Object.keys(breaches).sort()).toEqual(hidTransportRules.map(({ id }) => id).sort());
  });

  it.each(hidTransportRules)('$id: a transport that breaks it is noticed', async ({ id, device, check }) => {
    const subject = simulatedHidSubject(device);
    const transport = changed<HidTransport>(subject.transport, breaches[id] ?? (() => ({})));
    await expect(check({ ...subject, transport })).rejects.toThrow();
  });
});
