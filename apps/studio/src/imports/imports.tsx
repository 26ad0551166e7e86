import { Button, FileButton, Group, Modal, Paper, Portal, Stack, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';
import { ImportForm } from './import-form.js';
import { ImportList } from './import-list.js';
import { useImportQueue } from './imports-provider.js';
import { useDroppedFiles } from './use-dropped-files.js';

/** Makes recordings of files of other programs: chosen with a button, or dropped on the page. */
export function Imports() {
  const t = useTranslations('imports');
  const { data } = useRoute('importFormats');
  const [queue] = useImportQueue();
  const [chosen, setChosen] = useState<readonly File[]>([]);
  const forget = useRef<() => void>(null);
  const add = (files: readonly File[]) => {
    // The same files can be chosen again.
    forget.current?.();
    setChosen((before) => [...before, ...files]);
  };
  const isOver = useDroppedFiles(add);
  const formats = data?.formats ?? [];
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {t('words')}
        </Text>
        <FileButton
          resetRef={forget}
          multiple
          accept={formats.flatMap(({ extensions }) => extensions).join(',')}
          inputProps={{ 'aria-label': t('files') }}
          onChange={add}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconFileImport size={18} />}
              style={{ flexShrink: 0 }}
            >
              {t('import')}
            </Button>
          )}
        </FileButton>
      </Group>
      <ImportList />
      <Modal
        opened={chosen.length > 0}
        onClose={() => setChosen([])}
        title={t('title')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <ImportForm
          files={chosen}
          formats={formats}
          onRemove={(file) => setChosen(chosen.filter((each) => each !== file))}
          onImport={(requests) => {
            queue.add(requests);
            setChosen([]);
          }}
        />
      </Modal>
      {isOver && <DropHere />}
    </Stack>
  );
}

/** Over everything, but not in the way of the pointer. */
function DropHere() {
  const t = useTranslations('imports');
  return (
    <Portal>
      <Paper
        pos="fixed"
        inset={12}
        p="xl"
        radius="md"
        role="status"
        style={{
          zIndex: 400,
          pointerEvents: 'none',
          display: 'grid',
          placeItems: 'center',
          border: '3px dashed var(--mantine-primary-color-filled)',
          opacity: 0.94,
        }}
      >
        <Stack align="center" gap="xs">
          <IconFileImport size={48} aria-hidden />
          <Text size="xl" fw={600}>
            {t('drop')}
          </Text>
        </Stack>
      </Paper>
    </Portal>
  );
}
