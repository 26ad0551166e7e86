/** What the studio keeps with the devices of a setup, and the file that a setup is taken to another computer in. */
import { jsonValue, setupDevice, type WireSetup } from '@modlink/protocol';
import { z } from 'zod';
import { labelSet } from '../labels/labels.js';

/** How the page was: its labels, and the layout as the live page gives and takes it. */
export const setupView = z.object({ labels: labelSet, live: z.json() });
export type SetupView = z.output<typeof setupView>;

/** The view of a setup; nothing where it was saved by something else than the studio. */
export const viewOf = ({ view }: WireSetup): SetupView | undefined => setupView.safeParse(view).data;

/** As it is saved in a file. */
export const setupFile = z.object({
  format: z.literal('modlink-setup'),
  version: z.literal(1),
  name: z.string().min(1).max(200),
  devices: z.array(setupDevice),
  view: jsonValue,
});
export const toFile = (setup: WireSetup): z.output<typeof setupFile> => ({
  format: 'modlink-setup',
  version: 1,
  ...setup,
});
