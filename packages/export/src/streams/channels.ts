/** What a descriptor says of its channels, for the fields that formats have for it. */
import type { StreamDescriptor } from '@modlink/sdk';

/** One name for each channel: `ch1`, `ch2` ... where they have none. */
export function channelNames({ channelNames: names }: StreamDescriptor, channels: number): string[] {
  return Array.from({ length: channels }, (_, channel) => names[channel] ?? `ch${channel + 1}`);
}

/** One unit for each channel, from `channelUnits` or `unit` of the metadata; empty where it is not known. */
export function channelUnits({ metadata }: StreamDescriptor, channels: number): string[] {
  const { unit, channelUnits: units } = metadata;
  const common = typeof unit === 'string' ? unit : '';
  return Array.from({ length: channels }, (_, channel) => {
    const own = Array.isArray(units) ? units[channel] : undefined;
    return typeof own === 'string' ? own : common;
  });
}

/** The electrode of each channel, from the metadata; empty where the driver names none. */
export function electrodeNames({ metadata: { electrodes } }: StreamDescriptor, channels: number): string[] {
  return Array.from({ length: channels }, (_, channel) => {
    const name = Array.isArray(electrodes) ? electrodes[channel] : undefined;
    return typeof name === 'string' ? name : '';
  });
}

/** The electrode or montage that values are measured against; empty where the driver does not say. */
export function referenceName({ metadata: { reference } }: StreamDescriptor): string {
  return typeof reference === 'string' ? reference : '';
}

/** A name for each value of one step: `name`, `name[place]` for rasters, `name[row][column]` for fields. */
export function valueNames(name: string, inner: readonly number[]): string[] {
  let names = [name];
  for (const length of inner) {
    names = names.flatMap((each) => Array.from({ length }, (_, index) => `${each}[${index}]`));
  }
  return names;
}
