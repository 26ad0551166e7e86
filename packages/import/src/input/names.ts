/** Names of other programs in the forms that ModLink has for them. */
import { makeDeviceId } from '@modlink/sdk';

/** What a CSV header cannot hold, and so no channel name: see `channelNames` of the stream descriptor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced.
const unsafe = /[,"\u0000-\u001f\u007f\u0085\u2028\u2029]/gu;
const longestName = 200;

/** Channel names that are all different: `Fp1`, `Fp1 (2)`; `ch3` where there is none. Empty where none has a name. */
export function uniqueChannelNames(names: readonly string[]): string[] {
  const clean = names.map((name) => name.replace(unsafe, ' ').trim().slice(0, longestName).trim());
  if (clean.every((name) => name === '')) return [];
  const used = new Set<string>();
  return clean.map((name, channel) => {
    const wanted = name === '' ? `ch${channel + 1}` : name;
    let unique = wanted;
    for (let count = 2; used.has(unique); count++) unique = `${wanted} (${count})`;
    used.add(unique);
    return unique;
  });
}

/** Text as a name of letters, digits and underscores; the other where nothing is left. */
export function plainName(text: string, otherwise: string): string {
  const name = text
    .slice(0, longestName)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60)
    .replace(/_+$/, '');
  return name === '' ? otherwise : name;
}

/** Gives out stream ids of which no two are the same: a second device of a name gets the next number. */
export class DeviceNames {
  readonly #used = new Set<string>();

  /** @returns the id of a device that has no stream of this key yet. */
  deviceFor(name: string, streamKey: string): string {
    for (let index = 1; ; index++) {
      const deviceId = makeDeviceId(name, index);
      if (this.take(deviceId, streamKey)) return deviceId;
    }
  }

  /** Whether the stream id was free; it is taken then. */
  take(deviceId: string, streamKey: string): boolean {
    const streamId = `${deviceId}:${streamKey}`;
    if (this.#used.has(streamId)) return false;
    this.#used.add(streamId);
    return true;
  }
}

/** The unit as ModLink writes it: `microvolts` and `µV` are `uV`. */
export function plainUnit(unit: string): string {
  const trimmed = unit.trim();
  return unitNames.get(trimmed.toLowerCase()) ?? trimmed.replace(/[µμ]/g, 'u');
}

const unitNames: ReadonlyMap<string, string> = new Map([
  ['microvolts', 'uV'],
  ['microvolt', 'uV'],
  ['millivolts', 'mV'],
  ['millivolt', 'mV'],
  ['volts', 'V'],
  ['volt', 'V'],
]);

/** `unit` where all channels have the same, `channelUnits` where they differ, nothing where none is known. */
export function unitMetadata(
  units: readonly string[],
): { unit: string } | { channelUnits: string[] } | object {
  const [first = ''] = units;
  if (units.every((unit) => unit === '')) return {};
  return units.every((unit) => unit === first) ? { unit: first } : { channelUnits: [...units] };
}
