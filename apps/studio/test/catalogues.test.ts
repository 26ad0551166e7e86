import { describe, expect, it } from 'vitest';
import { catalogues, preferredLanguage } from '../src/i18n/catalogues.js';

/** Each text with its key, as in `devices.search`. */
function texts(messages: object, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') all.set(path + key, value);
    else for (const [inner, text] of texts(value as object, `${path}${key}.`)) all.set(inner, text);
  }
  return all;
}

/** What a text is filled with: `{count}`, `{count, plural, ...}`. */
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name]) => name as string))].sort();

const english = texts(catalogues.en.messages);

describe.each(Object.entries(catalogues))('the texts in %s', (_language, { messages }) => {
  const own = texts(messages);

  it('are all there, and no others', () => {
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('are filled with the same values, and are not empty', () => {
    for (const [key, text] of own) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''));
    }
  });
});

it.each([
  [['zh-TW', 'en'], 'zh-CN'],
  [['de-DE', 'en-US'], 'en'],
  [['de-DE'], 'en'],
  [['en', 'zh'], 'en'],
] as const)('of the languages %j the studio speaks %s', (preferred, language) => {
  expect(preferredLanguage(preferred)).toBe(language);
});
