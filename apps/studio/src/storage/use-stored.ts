import { useLocalStorage } from '@mantine/hooks';
import type { z } from 'zod';

/**
 * A value that this browser keeps, the same in all its tabs. What stands there and is not of the schema any more, or was
 * changed by hand, counts as absent.
 */
export function useStored<Schema extends z.ZodType>(
  key: string,
  schema: Schema,
  absent: z.output<Schema>,
): [z.output<Schema>, (value: z.output<Schema>) => void] {
  const [value, setValue] = useLocalStorage<z.output<Schema>>({
    key,
    defaultValue: absent,
    getInitialValueInEffect: false,
    deserialize: (text) => parseStored(schema, text) ?? absent,
  });
  return [value, setValue];
}

/** @returns `undefined` for what is not of the schema. */
export function parseStored<Schema extends z.ZodType>(
  schema: Schema,
  text: string | undefined,
): z.output<Schema> | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
