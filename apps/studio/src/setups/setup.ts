/** A setup: which devices a lab uses, how the live page shows them, and its labels. */
import { z } from 'zod';
import { labelSet } from '../labels/labels.js';

export const setupDevice = z.object({
  driverId: z.string(),
  /** As a search shows it: a device of this title is the one. */
  title: z.string(),
  isStreaming: z.boolean(),
});
export type SetupDevice = z.output<typeof setupDevice>;

export const setup = z.object({
  name: z.string().min(1).max(200),
  devices: z.array(setupDevice),
  labels: labelSet,
  /** As the live page gives and takes it. */
  live: z.json(),
});
export type Setup = z.output<typeof setup>;

/** As it is saved in a file. */
export const setupFile = setup.extend({ format: z.literal('modlink-setup'), version: z.literal(1) });
export const toFile = (saved: Setup): z.output<typeof setupFile> => ({
  format: 'modlink-setup',
  version: 1,
  ...saved,
});

/** Saved under its name; one of the same name is replaced. */
export const withSetup = (saved: readonly Setup[], one: Setup): Setup[] =>
  [...saved.filter(({ name }) => name !== one.name), one].sort((a, b) => a.name.localeCompare(b.name));

interface Titled {
  readonly driverId: string;
  readonly title: string;
}

/**
 * Which of the devices that are there each wanted one is. Of several with one title each is taken once, in their order.
 * @returns as many as are wanted; `undefined` for one that is not there.
 */
export function matchDevices<There extends Titled>(
  wanted: readonly Titled[],
  there: readonly There[],
): (There | undefined)[] {
  const free = new Set(there);
  return wanted.map(({ driverId, title }) => {
    for (const each of free) {
      if (each.driverId !== driverId || each.title !== title) continue;
      free.delete(each);
      return each;
    }
    return undefined;
  });
}
