import type { DriverFactory } from '@modlink/sdk';
import { describe, it } from 'vitest';
import { checkRule, driverRules, skipReason } from '../check-driver.js';
import type { DriverCheckOptions } from '../rules/rule.js';

/**
 * Registers one test per rule of the driver contract. Rules that cannot be checked with these options are skipped, and the
 * name of the test says why.
 */
export function describeDriver(factory: DriverFactory, options: DriverCheckOptions): void {
  describe('the driver contract', () => {
    for (const rule of driverRules) {
      const reason = skipReason(rule, options);
      if (reason !== undefined) it.skip(`${rule.name} (skipped: ${reason})`, () => {});
      else it(rule.name, () => checkRule(rule, factory, options));
    }
  });
}
