/**
 * What discovery has to say about packages and folders. Each code stands, with its meaning and remedy, in the
 * documentation (`reference/diagnostics.md`); a code is never reused.
 */

/** `error`: what it is about cannot be used. `warning`: it can, but something is to be put right. */
export type Severity = 'error' | 'warning';

/** Every code with its severity. */
export const diagnosticSeverities = {
  MANIFEST_INVALID: 'error',
  API_VERSION_UNSUPPORTED: 'error',
  SDK_RANGE_UNSATISFIED: 'error',
  SDK_BUNDLED: 'warning',
  SDK_PEER_MISSING: 'warning',
  ENTRY_MISSING: 'error',
  ENTRY_OUTSIDE_PACKAGE: 'error',
  SETTINGS_SCHEMA_INVALID: 'error',
  PLATFORM_UNSUPPORTED: 'error',
  VERSION_BLOCKED: 'error',
  INSTALLED_FOR_OTHER_MACHINE: 'error',
  INSTALLED_FOR_OTHER_NODE: 'warning',
  DUPLICATE_DRIVER_ID: 'warning',
  DRIVER_ID_NOT_OWNED: 'error',
  DANGLING_LINK: 'warning',
  PACKAGE_UNREADABLE: 'error',
  ROOT_MISSING: 'error',
} as const satisfies Record<string, Severity>;

export type DiagnosticCode = keyof typeof diagnosticSeverities;

/** One finding of the discovery. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What was found, what was expected, what to do. */
  readonly message: string;
  /** The package's name, where it is known. */
  readonly package?: string;
  readonly driverId?: string;
  /** The file or folder that it is about. */
  readonly path: string;
}

/** A diagnostic with the severity of its code. */
export function diagnostic(
  code: DiagnosticCode,
  about: { readonly path: string; readonly package?: string; readonly driverId?: string },
  message: string,
): Diagnostic {
  return { code, severity: diagnosticSeverities[code], message, ...about };
}
