/** Rules about finding, connecting and disconnecting a device. */
import { isJsonValue, TransportError } from '@modlink/sdk';
import { expectDescriptors } from './loading.js';
import { type DriverRule, expectThat, needsTransport } from './rule.js';
import { inWords } from './stage.js';

/** How long a driver may take to give up what it is told to give up. */
const abortLimitMs = 1_000;

export const connectingRules: readonly DriverRule[] = [
  {
    id: 'search',
    name: 'search() finds devices, as results that survive JSON, and leaves nothing open',
    remedy:
      'Return `{ title, subtitle, identity, extra }` per device, with only JSON in `extra`, an identity of its own for each, and ' +
      'close what was opened to look.',
    async run(stage) {
      const subject = await stage.load();
      const { provider } = stage.options;
      const found = await stage.call(`search("${provider}")`, () =>
        subject.driver.search(provider, { signal: new AbortController().signal }),
      );
      for (const { title, extra } of found) {
        expectThat(
          extra === undefined || isJsonValue(extra),
          `The extra of the search result "${title}" does not survive JSON.`,
        );
      }
      stage.expectReleased(subject, 'search()');
      await stage.find(subject);
      const identities = found.flatMap(({ identity }) => (identity === undefined ? [] : [identity]));
      const twice = identities.find((identity, index) => identities.indexOf(identity) !== index);
      expectThat(twice === undefined, `Two search results have the identity "${twice}".`);
    },
  },
  {
    id: 'extra',
    name: 'connectDevice() leaves the search result as it is',
    remedy: 'Copy what is changed: a host keeps the result, to connect the device again with it.',
    async run(stage) {
      const subject = await stage.load();
      const result = await stage.find(subject);
      const before = JSON.stringify(result);
      await stage.call('connectDevice()', () =>
        subject.driver.connectDevice(result, { signal: new AbortController().signal }),
      );
      const after = JSON.stringify(result);
      expectThat(after === before, `The search result was ${before}, and is ${after} after connectDevice().`);
    },
  },
  {
    id: 'connected-streams',
    name: 'connectDevice() returns nothing, or valid descriptors of the device that was found',
    remedy: 'Return an array of StreamDescriptors, or nothing when descriptors() say it all.',
    async run(stage) {
      const subject = await stage.load();
      const result = await stage.find(subject);
      const streams: unknown = await stage.call('connectDevice()', () =>
        subject.driver.connectDevice(result, { signal: new AbortController().signal }),
      );
      if (streams !== undefined) expectDescriptors(subject.driver, streams, 'connectDevice()');
    },
  },
  {
    id: 'disconnect',
    name: 'disconnectDevice() lets go of the device, which can be connected again',
    remedy:
      'Close what connectDevice() opened, clear the timers, and forget the connection, also when the device does not answer.',
    async run(stage) {
      const subject = await stage.connect();
      await stage.disconnect(subject);
      stage.expectReleased(subject, 'disconnectDevice()');
      await stage.connect(subject);
      await stage.disconnect(subject);
      stage.expectReleased(subject, 'the second disconnectDevice()');
    },
  },
  {
    id: 'refused',
    name: 'connectDevice() fails when the device cannot be opened, and can be tried again',
    remedy:
      'Let the error of the transport through, it tells the user what to do, and keep no half-made connection.',
    skip: needsTransport,
    async run(stage) {
      const subject = await stage.load();
      const result = await stage.find(subject);
      const refusal = new TransportError('DEVICE_BUSY', 'Another program holds the device');
      subject.transport?.failNextOpen(refusal);
      const outcome = await stage.attempt(() => subject.recorder.connect(result), 10_000);
      if (subject.transport?.openings === 0) return;
      expectThat(
        outcome.kind === 'threw',
        `The transport refused with DEVICE_BUSY, but connectDevice() ${outcome.kind === 'pending' ? 'is still waiting' : 'succeeded'}.`,
      );
      stage.expectReleased(subject, 'a connectDevice() that failed');
      const again = await stage.attempt(() => subject.recorder.connect(result), 10_000);
      expectThat(
        again.kind === 'returned',
        `After an attempt that failed, connectDevice() ${again.kind === 'threw' ? `failed with ${inWords(again.error)}` : 'did not end'}.`,
      );
    },
  },
  {
    id: 'abort',
    name: 'connectDevice() ends soon when its signal fires',
    remedy:
      'Pass `options.signal` on: `transports.serial.open({ ..., signal })`. A host ends a driver that does not give up.',
    skip: needsTransport,
    async run(stage) {
      const subject = await stage.load();
      const result = await stage.find(subject);
      subject.transport?.stallOpening();
      const controller = new AbortController();
      stage.clock.schedule(100, () => controller.abort(new Error('given up by the check')));
      const outcome = await stage.attempt(
        () => subject.recorder.connect(result, controller.signal),
        100 + abortLimitMs,
      );
      expectThat(
        outcome.kind !== 'pending',
        `connectDevice() went on for more than ${abortLimitMs} ms after its signal had fired.`,
      );
      if (outcome.kind === 'threw') stage.expectReleased(subject, 'a connectDevice() that was given up');
    },
  },
];
