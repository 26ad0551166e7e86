import { Select, TextInput } from '@mantine/core';
import type { WireExportOption } from '@modlink/protocol';

/** What a format lets choose, as the host describes it: in the host's words, as the titles of the formats. */
export function FormatOptions({
  options,
  values,
  onChange,
}: {
  readonly options: readonly WireExportOption[];
  /** By name; those that are not there have their default. */
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
}) {
  return options.map(({ name, title, description, choices, default: usual }) => {
    const value = values[name] ?? usual;
    const set = (changed: string) => onChange({ ...values, [name]: changed });
    if (choices === undefined) {
      return (
        <TextInput
          key={name}
          label={title}
          description={description}
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
}
