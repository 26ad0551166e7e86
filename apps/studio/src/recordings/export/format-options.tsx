import { Select, SimpleGrid, TextInput } from '@mantine/core';
import type { WireExportOption } from '@modlink/protocol';
import { useFormatWords } from '../format-words.js';

/** What a format lets choose, as the host describes it. */
export function FormatOptions({
  options,
  values,
  recorded,
  onChange,
}: {
  readonly options: readonly WireExportOption[];
  /** By name; those that are not there have their default. */
  readonly values: Readonly<Record<string, string>>;
  /** What counts where a text is empty, by the name of the option. */
  readonly recorded: Readonly<Record<string, string | undefined>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
}) {
  const words = useFormatWords();
  const fields = options.map(words.option).map(({ name, title, description, choices, default: usual }) => {
    const value = values[name] ?? usual;
    const set = (changed: string) => onChange({ ...values, [name]: changed });
    if (choices === undefined) {
      return (
        <TextInput
          key={name}
          label={title}
          description={description}
          placeholder={recorded[name]}
          value={value}
          maxLength={200}
          onChange={(event) => set(event.currentTarget.value)}
        />
      );
    }
    return (
      <Select
        key={name}
        label={title}
        description={description}
        data={choices.map((choice) => ({ value: choice.value, label: choice.title }))}
        value={value}
        onChange={(changed) => set(changed ?? usual)}
        allowDeselect={false}
      />
    );
  });
  return (
    <SimpleGrid cols={{ base: 1, xs: fields.length > 1 ? 2 : 1 }} spacing="md" verticalSpacing="sm">
      {fields}
    </SimpleGrid>
  );
}
