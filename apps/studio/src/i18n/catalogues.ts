/** The texts of the studio in each language. English is the model: the others have the same keys, which a test checks. */
import english from './en/index.js';
import chinese from './zh-CN/index.js';

export const catalogues = {
  en: { name: 'English', messages: english },
  'zh-CN': { name: '简体中文', messages: chinese },
} as const;
export type Language = keyof typeof catalogues;

/** Of the languages that a person prefers, the first that the studio has. */
export function preferredLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}
