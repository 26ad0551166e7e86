import { describe, it } from 'vitest';
import type { HidContractDevice, HidSubject } from '../hid/hid-contract-device.js';
import { hidTransportRules } from '../hid/hid-rules.js';

/** How {@link describeHidTransport} looks at a transport. */
export interface HidTransportCheckOptions {
  /** Rules that do not hold, by id, with the reason. They are skipped by name. */
  readonly except?: Readonly<Record<string, string>> | undefined;
}

/**
 * Registers one test per rule of the contract of HID transports: for a simulated, a captured and a real one alike.
 * @param makeSubject - makes the transport, with that device plugged in and not opened yet.
 */
export function describeHidTransport(
  name: string,
  makeSubject: (device: HidContractDevice) => HidSubject | Promise<HidSubject>,
  { except = {} }: HidTransportCheckOptions = {},
): void {
  describe(`the contract of HID transports: ${name}`, () => {
    for (const rule of hidTransportRules) {
      const reason = except[rule.id];
      if (reason !== undefined) {
        it.skip(`${rule.name} (skipped: ${reason})`, () => {});
        continue;
      }
      it(rule.name, async () => {
        const subject = await makeSubject(rule.device);
        try {
          await rule.check(subject);
        } finally {
          await subject.dispose();
        }
      });
    }
  });
}
