/** What the footer of a stream says of its samples, against those that were read: the specification's "Stream footer". */
import type { JsonObject } from '@modlink/sdk';
import { textOf } from './xdf-xml.js';

/** Of what it says; what it leaves out is absent. Times are on the stream's own clock. */
export interface XdfFooter {
  readonly samples: number | undefined;
  readonly firstSeconds: number | undefined;
  readonly lastSeconds: number | undefined;
}

/** The times that the file leaves out are counted on at the nominal rate: they come near, to less than two samples. */
const nearSamples = 2;
const nearSeconds = 0.001;

export function footerOf(xml: JsonObject): XdfFooter {
  return {
    samples: numberOf(xml, 'sample_count'),
    firstSeconds: numberOf(xml, 'first_timestamp'),
    lastSeconds: numberOf(xml, 'last_timestamp'),
  };
}

/** Where the footer differs from what was read: in words, nothing where it does not. */
export function footerDifferences(
  footer: XdfFooter,
  read: XdfFooter,
  rateHz: number | 'irregular',
): readonly string[] {
  const toleranceSeconds = Math.max(nearSeconds, rateHz === 'irregular' ? 0 : nearSamples / rateHz);
  const differences: string[] = [];
  if (footer.samples !== undefined && footer.samples !== read.samples)
    differences.push(`${footer.samples} samples, and ${read.samples} were read`);
  // Without samples there are no times to compare.
  for (const [name, said, found] of [
    ['first', footer.firstSeconds, read.firstSeconds],
    ['last', footer.lastSeconds, read.lastSeconds],
  ] as const) {
    if (said === undefined || found === undefined || Math.abs(said - found) <= toleranceSeconds) continue;
    differences.push(`${said} s for the ${name} of them, which is at ${found} s`);
  }
  return differences;
}

function numberOf(xml: JsonObject, name: string): number | undefined {
  const text = textOf(xml, name);
  const value = Number(text);
  return text === '' || !Number.isFinite(value) ? undefined : value;
}
