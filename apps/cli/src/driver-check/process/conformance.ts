import type { DriverFactory } from '@modlink/sdk';
import { checkDriver, type DriverCheckOptions, driverRules } from '@modlink/testkit';
import { pluralText } from '../../output/quantities.js';
import { type CheckResult, doubtful, passed, wrong } from '../check-result.js';

/** Rules that hold without a device. */
const needNoDevice = new Set([
  'factory',
  'construction',
  'identifiers',
  'descriptors',
  'manifest',
  'shutdown-idle',
]);
const noDevice = 'no simulated device is declared';

/**
 * Checks the rules of the driver contract, in virtual time.
 * @param hasDevice - whether the driver finds one.
 */
export async function checkConformance(
  factory: DriverFactory,
  options: DriverCheckOptions,
  hasDevice: boolean,
): Promise<readonly CheckResult[]> {
  const without = driverRules.filter(({ id }) => !hasDevice && !needNoDevice.has(id));
  const except = { ...options.except, ...Object.fromEntries(without.map(({ id }) => [id, noDevice])) };
  const results = await checkDriver(factory, { ...options, except });
  const broken = results.filter(({ outcome }) => outcome === 'broken');
  const kept = results.filter(({ outcome }) => outcome === 'kept').length;
  const skipped = results.filter(({ outcome, message }) => outcome === 'skipped' && message !== noDevice);
  return [
    ...(broken.length > 0 ? [] : [passed('conformance', keptText(kept, skipped))]),
    ...broken.map(({ rule, message }) => {
      const [seen = message, remedy = ''] = message.split('\nTo do: ');
      return wrong('conformance', 'RULE_BROKEN', `${seen.replace('\n', ' ')} [${rule.id}]`, remedy);
    }),
    ...(without.length === 0 ? [] : [notChecked(without.length)]),
  ];
}

function keptText(kept: number, skipped: readonly { rule: { id: string }; message: string }[]): string {
  const reasons = skipped.map(({ rule, message }) => `${rule.id} (${message})`);
  return `${pluralText(kept, 'rule')} kept${reasons.length === 0 ? '' : `; not checked: ${reasons.join(', ')}`}`;
}

function notChecked(count: number): CheckResult {
  return doubtful(
    'conformance',
    'RULES_NOT_CHECKED',
    `${count} of ${driverRules.length} rules need a device, and the driver finds none here.`,
    'Declare a simulated one in modlink.check.ts: see the README of create-modlink-driver.',
  );
}
