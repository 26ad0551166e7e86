import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useEffect, useState } from 'react';

export interface CommittedNumberProps extends Omit<NumberInputProps, 'value' | 'onChange' | 'onBlur'> {
  readonly value: number;
  /** Called with another number when the field is left, or with Enter. */
  readonly onCommit: (value: number) => void;
}

/** A number that counts when it is complete, not with every digit. */
export function CommittedNumber({ value, onCommit, ...field }: CommittedNumberProps) {
  const [text, setText] = useState<string | number>(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    if (typeof text === 'number' && text !== value) onCommit(text);
    else setText(value);
  };
  return (
    <NumberInput
      {...field}
      value={text}
      onChange={setText}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
