/** What `modlink driver check` says of a package, one thing at a time. */
import type { DiagnosticCode } from '@modlink/host';
import type { Finding } from '../doctor/finding.js';

/** What can be wrong, beside what discovery says of every package; the documentation says what each means. */
export const driverCheckCodes = [
  'PACKAGE_PRIVATE',
  'KEYWORD_MISSING',
  'INSTALL_SCRIPT',
  'DEPENDENCY_LOCAL',
  'DEPENDENCY_MISSING',
  'SECRET_PACKED',
  'UNNEEDED_PACKED',
  'DOCUMENT_MISSING',
  'PACKAGE_LARGE',
  'EXPORTS_WRONG',
  'TYPES_WRONG',
  'DRIVER_NOT_LOADED',
  'RULE_BROKEN',
  'RULES_NOT_CHECKED',
  'CHECK_FILE_INVALID',
  'CYCLE_FAILED',
  'MEMORY_GROWS',
  'CHECK_CRASHED',
] as const;
export type DriverCheckCode = (typeof driverCheckCodes)[number] | DiagnosticCode;

/** One thing; `check` says which one, `code` what is wrong with it. */
export interface CheckResult extends Finding {
  readonly code?: DriverCheckCode;
  /** Where it is about one driver of the package. */
  readonly driverId?: string;
  /** Of the check `memory`: by how much the memory in use grew, each time that the driver was used. */
  readonly bytesPerCycle?: number;
}

export const passed = (check: string, message: string): CheckResult => ({ check, level: 'ok', message });

/** It keeps the driver from working, from being found, or from being safe to install. */
export const wrong = (
  check: string,
  code: DriverCheckCode,
  message: string,
  remedy: string,
): CheckResult => ({ check, level: 'problem', code, message, remedy });

/** It works, but is worth a look. */
export const doubtful = (
  check: string,
  code: DriverCheckCode,
  message: string,
  remedy: string,
): CheckResult => ({ check, level: 'warning', code, message, remedy });
