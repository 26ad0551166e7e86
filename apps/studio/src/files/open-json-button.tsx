import { Button, FileButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { z } from 'zod';
import { parseStored } from '../storage/use-stored.js';

export interface OpenJsonButtonProps<Schema extends z.ZodType> {
  readonly label: string;
  readonly schema: Schema;
  readonly onOpen: (value: z.output<Schema>) => void;
}

/** Opens a JSON file that the studio saved before. */
export function OpenJsonButton<Schema extends z.ZodType>({
  label,
  schema,
  onOpen,
}: OpenJsonButtonProps<Schema>) {
  const t = useTranslations('files');
  const forget = useRef<() => void>(null);
  const open = async (file: File | null) => {
    if (file === null) return;
    // The same file can be opened again after it was changed.
    forget.current?.();
    const value = parseStored(schema, await file.text());
    if (value !== undefined) onOpen(value);
    else {
      notifications.show({
        color: 'red',
        autoClose: false,
        title: t('notReadable', { file: file.name }),
        message: t('notReadableWords'),
      });
    }
  };
  return (
    <FileButton resetRef={forget} accept="application/json,.json" onChange={(file) => void open(file)}>
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
          {label}
        </Button>
      )}
    </FileButton>
  );
}
