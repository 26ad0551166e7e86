import type { WireExportOption } from '@modlink/protocol';
import { useTranslations } from 'use-intl';

export interface FormatWords {
  /** What a format is, in a line. */
  title(of: 'export' | 'import', format: { readonly id: string; readonly title: string }): string;
  option(option: WireExportOption): WireExportOption;
}

/** Formats and their options in the language of the studio; in the words of the host where it has more than the studio knows. */
export function useFormatWords(): FormatWords {
  const t = useTranslations('formats');
  type Key = Parameters<typeof t>[0];
  const words = (key: string, host: string): string => (t.has(key as Key) ? t(key as Key) : host);
  return {
    title: (of, { id, title }) => words(`${of}.${id}`, title),
    option: (option) => {
      const { name, title, description, choices } = option;
      const key = `options.${name}`;
      return {
        ...option,
        title: words(`${key}.title`, title),
        description: words(`${key}.description`, description),
        ...(choices !== undefined && {
          choices: choices.map((choice) => ({
            value: choice.value,
            title: words(`${key}.choices.${choice.value}`, choice.title),
          })),
        }),
      };
    },
  };
}
