/** What a format lets choose, said in one place for programs, command lines and forms alike. */
import { ExportError } from './errors.js';

/** A choice that a format offers. Values are text. An option that several formats have means the same in all of them. */
export interface ExportOption {
  /** In camel case. */
  readonly name: string;
  /** `choice`: one of `choices`. `text`: anything. */
  readonly kind: 'choice' | 'text';
  /** For people. */
  readonly title: string;
  /** For people: what it does. */
  readonly description: string;
  readonly choices?: readonly ExportChoice[];
  /** What counts where nothing is given. */
  readonly default: string;
}

export interface ExportChoice {
  readonly value: string;
  /** For people. */
  readonly title: string;
}

/** Values of options by their names. */
export type ExportOptionValues = Readonly<Record<string, string>>;

/** Which times an export has. */
export const timestampsOption = {
  name: 'timestamps',
  kind: 'choice',
  title: 'Timestamps',
  description:
    'As they were recorded, or freed of the jitter of their way to the host. Tables have both then, side by side; formats with one time for each sample say which it is.',
  choices: [
    { value: 'raw', title: 'As recorded' },
    { value: 'dejittered', title: 'Freed of jitter' },
  ],
  default: 'raw',
} as const satisfies ExportOption;

/**
 * All options of a format with the values that count.
 * @throws {ExportError} `EXPORT_INVALID_OPTION`
 */
export function completeOptions(
  format: { readonly id: string; readonly options: readonly ExportOption[] },
  given: ExportOptionValues,
): ExportOptionValues {
  const { id, options } = format;
  const names = options.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw new ExportError(
      'EXPORT_INVALID_OPTION',
      `The format ${id} has no option ${JSON.stringify(unknown)}; ${known}.`,
    );
  }
  return Object.fromEntries(
    options.map(({ name, choices, default: usual }) => {
      const value = given[name] ?? usual;
      if (choices !== undefined && !choices.some((choice) => choice.value === value)) {
        const known = choices.map((choice) => choice.value).join(', ');
        throw new ExportError(
          'EXPORT_INVALID_OPTION',
          `The option ${name} of the format ${id} cannot be ${JSON.stringify(value)}; it is one of ${known}.`,
        );
      }
      return [name, value];
    }),
  );
}
