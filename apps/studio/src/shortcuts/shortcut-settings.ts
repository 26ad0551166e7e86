import { z } from 'zod';
import { useStored } from '../storage/use-stored.js';

/** Single keys can be switched off and changed: whoever speaks to the computer would press them by accident. */
const shortcutSettings = z.object({
  isOn: z.boolean(),
  /** The key that sets a marker of the first label. */
  markKey: z.string().length(1),
});
export type ShortcutSettings = z.output<typeof shortcutSettings>;

const absent: ShortcutSettings = { isOn: true, markKey: 'm' };

export const useShortcutSettings = (): [ShortcutSettings, (settings: ShortcutSettings) => void] =>
  useStored('modlink-shortcuts', shortcutSettings, absent);
