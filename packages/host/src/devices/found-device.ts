import type { SearchResultInit } from '@modlink/sdk';

/** A device that a driver's search found. Plain JSON: it can be shown, kept for a while, and sent elsewhere. */
export interface FoundDevice {
  readonly driverId: string;
  readonly provider: string;
  readonly title: string;
  readonly subtitle: string;
  /** What names the physical device for good. */
  readonly identity: string;
  /** What `connect` hands back to the driver. */
  readonly result: SearchResultInit;
}

/** What a search came to. A driver whose search failed does not spoil the others'. */
export interface SearchOutcome {
  readonly devices: readonly FoundDevice[];
  readonly failures: readonly {
    readonly driverId: string;
    readonly provider: string;
    readonly error: Error;
  }[];
}

export function toFoundDevice(driverId: string, provider: string, result: SearchResultInit): FoundDevice {
  return {
    driverId,
    provider,
    title: result.title,
    subtitle: result.subtitle ?? '',
    identity: result.identity || canonicalJson(result.extra ?? {}),
    result,
  };
}

/** The same text for the same content, whatever the order of the keys. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
