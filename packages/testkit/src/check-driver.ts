import type { DriverFactory } from '@modlink/sdk';
import { VirtualClock } from './clock/virtual-clock.js';
import { TestkitError } from './errors.js';
import { commandRules } from './rules/commands.js';
import { connectingRules } from './rules/connecting.js';
import { endingRules } from './rules/ending.js';
import { loadingRules } from './rules/loading.js';
import { type DriverCheckOptions, type DriverRule, Observation } from './rules/rule.js';
import { inWords, Stage } from './rules/stage.js';
import { streamingRules } from './rules/streaming.js';

/** Every rule of the driver contract that a driver can break, in the order of a driver's life. */
export const driverRules: readonly DriverRule[] = [
  ...loadingRules,
  ...connectingRules,
  ...streamingRules,
  ...commandRules,
  ...endingRules,
];

/** What came of one rule. */
export interface RuleResult {
  readonly rule: Pick<DriverRule, 'id' | 'name'>;
  readonly outcome: 'kept' | 'broken' | 'skipped';
  /** What was seen and what to do, or why it was skipped; `''` for a rule that was kept. */
  readonly message: string;
}

/** Why a rule is not checked with these options; `undefined` when it is. */
export function skipReason(rule: DriverRule, options: DriverCheckOptions): string | undefined {
  return options.except?.[rule.id] ?? rule.skip?.(options);
}

/**
 * Checks one rule, with drivers of its own and in virtual time.
 * @throws {TestkitError} `RULE_BROKEN`: the rule, what was seen, what to do. `CLOCK_IN_USE`.
 */
export async function checkRule(
  rule: DriverRule,
  factory: DriverFactory,
  options: DriverCheckOptions,
): Promise<void> {
  const clock = new VirtualClock().install();
  try {
    await rule.run(new Stage(factory, options, clock));
  } catch (error) {
    const seen = error instanceof Observation ? error.message : `The driver threw ${inWords(error)}.`;
    throw new TestkitError('RULE_BROKEN', `Rule: ${rule.name}.\nSeen: ${seen}\nTo do: ${rule.remedy}`, {
      cause: error instanceof Observation ? undefined : error,
    });
  } finally {
    clock.uninstall();
  }
}

/** Checks a driver against the whole contract, without a test runner. */
export async function checkDriver(
  factory: DriverFactory,
  options: DriverCheckOptions,
): Promise<readonly RuleResult[]> {
  const results: RuleResult[] = [];
  for (const rule of driverRules) {
    const { id, name } = rule;
    const reason = skipReason(rule, options);
    if (reason !== undefined) {
      results.push({ rule: { id, name }, outcome: 'skipped', message: reason });
      continue;
    }
    try {
      await checkRule(rule, factory, options);
      results.push({ rule: { id, name }, outcome: 'kept', message: '' });
    } catch (error) {
      if (!(error instanceof TestkitError) || error.code !== 'RULE_BROKEN') throw error;
      results.push({ rule: { id, name }, outcome: 'broken', message: error.message });
    }
  }
  return results;
}
