import { useEffect, useEffectEvent } from 'react';
import { useShortcutSettings } from './shortcut-settings.js';

/** What keys do: by `KeyboardEvent.key`, letters in lower case; `Mod+z` is with Ctrl, or with ⌘. */
export type Shortcuts = readonly (readonly [key: string, run: () => void])[];

/** Where a key writes, chooses or belongs to a dialog. */
const typingPlaces =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [role=combobox]';
/** What is on the page and takes some keys itself. */
const ownKeys: readonly (readonly [keys: readonly string[], places: string])[] = [
  [[' ', 'Enter'], 'button, a, summary, input, [role=tab], [role=switch]'],
  [
    ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'],
    'input, [role=slider], [role=tab], [role=radio]',
  ],
];

/** Listens to keys of the whole page, while they are not meant for something on it. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const [{ isOn }] = useShortcutSettings();
  const press = useEffectEvent((event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.repeat || !isForPage(event)) return;
    const pressed = keyOf(event);
    const shortcut = shortcuts.find(([key]) => key === pressed);
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut[1]();
  });
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent): void => press(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [isOn]);
}

function keyOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  const name = key.length === 1 ? key.toLowerCase() : key;
  return ctrlKey || metaKey ? `Mod+${shiftKey ? 'Shift+' : ''}${name}` : name;
}

function isForPage({ key, target, altKey }: KeyboardEvent): boolean {
  if (altKey) return false;
  if (!(target instanceof Element)) return true;
  if (target.closest(typingPlaces) !== null) return false;
  return !ownKeys.some(([keys, places]) => keys.includes(key) && target.closest(places) !== null);
}
