/** The contract of HID transports as rules, each with the device that it needs. They run with any test runner, or none. */
import assert from 'node:assert/strict';
import {
  contractDevice,
  featureAnswer,
  featureReport,
  type HidContractDevice,
  type HidStep,
  type HidSubject,
  inputReport,
  outputReport,
} from './hid-contract-device.js';
import {
  bytes,
  compare,
  everyCallIsClosed,
  opened,
  outcomeOf,
  rejection,
  until,
  watched,
} from './hid-observation.js';

/** One rule of the contract of HID transports. */
export interface HidTransportRule {
  /** Names the rule for good. */
  readonly id: string;
  /** What holds. */
  readonly name: string;
  /** What is plugged in. */
  readonly device: HidContractDevice;
  /** Rejects, saying what was seen, where the rule is broken. */
  check(subject: HidSubject): Promise<void>;
}

const inputs = (from: number, to: number): HidStep[] =>
  Array.from({ length: to - from }, (_, at) => ({ kind: 'input', report: inputReport(from + at) }));
const getFeature: HidStep = { kind: 'get-feature', reportId: 4, answer: featureAnswer };

/** Every rule, in the order of the interface. */
export const hidTransportRules: readonly HidTransportRule[] = [
  {
    id: 'list',
    name: 'list() tells path, ids, bus and usage of each interface, and the same identity each time',
    device: contractDevice([]),
    async check({ transport, path }) {
      const listed = await transport.list();
      assert.equal(new Set(listed.map((info) => info.path)).size, listed.length, 'each path is listed once');
      const { vendorId, productId, product, serialNumber, busType } = contractDevice([]);
      const found = listed.find((info) => info.path === path);
      const identity = `hid:1209:0001:${serialNumber}`;
      const expected = { path, identity, vendorId, productId, product, serialNumber };
      assert.deepEqual({ ...found, ...expected }, found, `${path} is listed with its ids and its names`);
      assert.equal(found?.busType ?? busType, busType);
      assert.equal(found?.usagePage ?? 0xff00, 0xff00);
      assert.equal(found?.usage ?? 1, 1);
      const again = (await transport.list()).find((info) => info.path === path);
      assert.equal(again?.identity, identity, 'the identity stays');
    },
  },
  {
    id: 'watch',
    name: 'watch() tells when a device goes away, and nothing after it was ended',
    device: contractDevice([getFeature, { kind: 'unplug' }]),
    async check(subject) {
      const { transport, path } = subject;
      let changes = 0;
      const stop = transport.watch(() => {
        changes += 1;
      });
      // Two listings after the first look: by then the watch knows what is there.
      await transport.list();
      await transport.list();
      const connection = await transport.open({ path });
      assert.equal(changes, 0, 'opening changes nothing');
      await connection.getFeatureReport(4, 9);
      await until(subject, 'the watch tells that the device went away', () => changes > 0);
      const left = (await transport.list()).map((info) => info.path);
      assert.ok(!left.includes(path), `${path} is not listed any more`);
      stop();
      stop();
      await connection.close();
    },
  },
  {
    id: 'unknown-path',
    name: 'open() of a path that is not there rejects with DEVICE_NOT_FOUND, naming it',
    device: contractDevice([]),
    async check({ transport, path }) {
      const strange = `${path}99`;
      const error = await rejection(transport.open({ path: strange }), 'DEVICE_NOT_FOUND');
      assert.ok(error.message.includes(strange), `the message names ${strange}: ${error.message}`);
    },
  },
  {
    id: 'aborted',
    name: 'open() with a signal that has fired rejects with its reason, and holds nothing',
    device: contractDevice([]),
    async check({ transport, path }) {
      const reason = new Error('not now');
      const outcome = await outcomeOf(transport.open({ path, signal: AbortSignal.abort(reason) }));
      assert.equal(outcome, reason);
      await (await transport.open({ path })).close();
    },
  },
  {
    id: 'one-holder',
    name: 'an interface that is open cannot be opened again: DEVICE_BUSY, until it is closed',
    device: contractDevice([getFeature]),
    async check({ transport, path }) {
      const first = await transport.open({ path });
      await rejection(transport.open({ path }), 'DEVICE_BUSY');
      await first.close();
      const second = await transport.open({ path });
      assert.deepEqual(bytes(await second.getFeatureReport(4, 9)), bytes(featureAnswer));
      await second.close();
    },
  },
  {
    id: 'reports',
    name: 'input reports come whole, in order, one per call, with times that never step back',
    device: contractDevice(inputs(0, 5)),
    async check(subject) {
      const { connection, log } = await opened(subject);
      await until(subject, 'five input reports arrive', () => log.reports.length >= 5);
      assert.deepEqual(log.reports, inputs(0, 5).map(reportOf));
      assert.deepEqual(log.arrivalsNs, log.arrivalsNs.toSorted(compare));
      await connection.close();
    },
  },
  {
    id: 'kept',
    name: 'input reports before the first listener are kept for it',
    device: contractDevice([...inputs(0, 3), getFeature, ...inputs(3, 4)]),
    async check(subject) {
      const connection = await subject.transport.open({ path: subject.path });
      await subject.pass();
      await connection.getFeatureReport(4, 9);
      for (let times = 0; times < 4; times += 1) await subject.pass();
      const log = watched(connection);
      await until(subject, 'four input reports arrive', () => log.reports.length >= 4);
      assert.deepEqual(log.reports, inputs(0, 4).map(reportOf));
      await connection.close();
    },
  },
  {
    id: 'unsubscribed',
    name: 'a listener that was taken away is not called any more, the others are',
    device: contractDevice([...inputs(0, 1), getFeature, ...inputs(1, 2)]),
    async check(subject) {
      const { connection, log } = await opened(subject);
      const left = watched(connection);
      await until(subject, 'the first input report arrives', () => left.reports.length === 1);
      left.stop();
      left.stop();
      await connection.getFeatureReport(4, 9);
      await until(subject, 'the second input report arrives', () => log.reports.length === 2);
      assert.equal(left.reports.length, 1);
      await connection.close();
    },
  },
  {
    id: 'sending',
    name: 'output and feature reports reach the device as they are, in order, and their bytes may be reused at once',
    device: contractDevice([
      { kind: 'output', report: outputReport },
      { kind: 'feature', report: featureReport },
      ...inputs(0, 1),
    ]),
    async check(subject) {
      const { connection, log } = await opened(subject);
      const reused = outputReport.slice();
      const sending = connection.sendOutputReport(reused);
      reused.fill(0);
      await sending;
      await connection.sendFeatureReport(featureReport);
      await until(subject, 'the device answers what it was sent', () => log.reports.length === 1);
      if (subject.received) {
        assert.deepEqual(subject.received().map(bytes), [bytes(outputReport), bytes(featureReport)]);
      }
      await connection.close();
    },
  },
  {
    id: 'get-feature',
    name: 'getFeatureReport() gives the report, its id first',
    device: contractDevice([getFeature]),
    async check({ transport, path }) {
      const connection = await transport.open({ path });
      assert.deepEqual(bytes(await connection.getFeatureReport(4, 9)), bytes(featureAnswer));
      await connection.close();
    },
  },
  {
    id: 'descriptor',
    name: 'getReportDescriptor() gives the report descriptor, or says that the platform does not tell it',
    device: contractDevice([]),
    async check({ transport, path }) {
      const connection = await transport.open({ path });
      const outcome = await outcomeOf(connection.getReportDescriptor());
      if (outcome instanceof Uint8Array) {
        assert.deepEqual(bytes(outcome), bytes(contractDevice([]).reportDescriptor));
      } else {
        await rejection(Promise.reject(outcome), 'TRANSPORT_UNAVAILABLE');
      }
      await connection.close();
    },
  },
  {
    id: 'close',
    name: 'close() tells onClose once, without an error, also who asks late; closing twice does nothing',
    device: contractDevice([]),
    async check(subject) {
      const { connection, log } = await opened(subject);
      await Promise.all([connection.close(), connection.close()]);
      await connection.close();
      assert.deepEqual(log.ends, ['closed']);
      const late = watched(connection);
      await until(subject, 'a late listener is told', () => late.ends.length > 0);
      assert.deepEqual(late.ends, ['closed']);
    },
  },
  {
    id: 'closed',
    name: 'calls on a closed connection reject with CONNECTION_CLOSED',
    device: contractDevice([]),
    async check({ transport, path }) {
      const connection = await transport.open({ path });
      await connection.close();
      await everyCallIsClosed(connection);
    },
  },
  {
    id: 'pending',
    name: 'a call that is pending when the connection is closed rejects with CONNECTION_CLOSED',
    device: contractDevice([{ kind: 'get-feature', reportId: 4 }]),
    async check(subject) {
      const connection = await subject.transport.open({ path: subject.path });
      const pending = rejection(connection.getFeatureReport(4, 9), 'CONNECTION_CLOSED');
      await subject.pass();
      await Promise.all([connection.close(), pending]);
    },
  },
  {
    id: 'unplug',
    name: 'a device that goes away is told once, after its reports, with DEVICE_UNPLUGGED; calls then reject',
    device: contractDevice([...inputs(0, 2), getFeature, { kind: 'unplug' }]),
    async check(subject) {
      const { connection, log } = await opened(subject);
      await until(subject, 'two input reports arrive', () => log.reports.length === 2);
      assert.deepEqual(log.ends, []);
      await connection.getFeatureReport(4, 9);
      await until(subject, 'the connection ends', () => log.ends.length > 0);
      await everyCallIsClosed(connection);
      await connection.close();
      assert.deepEqual(log.ends, ['DEVICE_UNPLUGGED']);
      assert.equal(log.reports.length, 2);
    },
  },
];

function reportOf(step: HidStep): number[] {
  return 'report' in step ? bytes(step.report) : [];
}
