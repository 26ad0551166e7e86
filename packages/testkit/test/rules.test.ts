/** Each rule is kept by a correct driver, and broken by one that was made to break it, with words that teach. */
import { LoopDriver, StreamDescriptor } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { checkDriver, checkRule, driverRules } from '../src/index.js';
import type { Breaches } from './breaches/breach.js';
import { commandBreaches } from './breaches/commands.js';
import { connectingBreaches } from './breaches/connecting.js';
import { endingBreaches } from './breaches/ending.js';
import { loadingBreaches } from './breaches/loading.js';
import { streamingBreaches } from './breaches/streaming.js';
import { MeterDriver, options } from './meter.js';

const breaches: Breaches = {
  ...loadingBreaches,
  ...connectingBreaches,
  ...streamingBreaches,
  ...commandBreaches,
  ...endingBreaches,
};

class Poller extends LoopDriver {
  readonly deviceId = 'poller.01';
  override readonly supportedProviders = ['simulated'];
  override readonly loopIntervalMs = 20;
  descriptors = () => [
    new StreamDescriptor({
      deviceId: this.deviceId,
      streamKey: 'level',
      payloadType: 'signal',
      nominalSampleRateHz: 50,
      chunkSize: 1,
    }),
  ];
  search = () => [{ title: 'Poller' }];
  connectDevice() {}
  disconnectDevice = () => this.stopStreaming();
  loop() {
    this.emit('level', [1]);
  }
}

describe('a correct driver', () => {
  it('keeps every rule', async () => {
    const results = await checkDriver(() => new MeterDriver(), options);
    expect(results.filter(({ outcome }) => outcome !== 'kept')).toEqual([]);
    expect(results.map(({ rule }) => rule.id)).toEqual(driverRules.map(({ id }) => id));
  });

  it('may poll: its loop runs in virtual time', async () => {
    const results = await checkDriver(() => new Poller(), { provider: 'simulated' });
    expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
    expect(results.filter(({ outcome }) => outcome === 'kept').length).toBeGreaterThan(15);
  });

  it('is not checked for what does not apply, and the reason is told', async () => {
    const results = await checkDriver(() => new MeterDriver(), {
      provider: 'serial',
      transport: options.transport,
      except: { tail: 'the device sends whole packets' },
    });
    expect(
      results.filter(({ outcome }) => outcome === 'skipped').map(({ rule, message }) => [rule.id, message]),
    ).toEqual([
      ['manifest', 'no manifest was given'],
      ['settings', 'no settings schema was given'],
      ['tail', 'the device sends whole packets'],
    ]);
  });
});

it('every rule has a driver that breaks it, an id of its own and a remedy', () => {
  expect(Object.keys(breaches).sort()).toEqual(driverRules.map(({ id }) => id).sort());
  for (const { remedy } of driverRules) expect(remedy).toMatch(/^[A-Z].{30,}\.$/s);
});

describe.each(driverRules)('the rule "$name"', (rule) => {
  const cases = breaches[rule.id]!.map((breach) => [breach.seen, breach] as const);
  it.each(cases)('is broken: %s', async (seen, { factory, options: changed }) => {
    const checked = checkRule(rule, factory, { ...options, ...changed });
    const error: Error & { code?: string } = await checked.then(
      () => expect.fail('the rule was kept'),
      (thrown: Error) => thrown,
    );
    expect(error.code).toBe('RULE_BROKEN');
    expect(error.message).toContain(seen);
    expect(error.message).toMatch(/^Rule: .*\nSeen: .*\nTo do: /s);
    expect(error.message).toContain(rule.remedy);
  });
});
