import { Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  IconChevronDown,
  IconDeviceFloppy,
  IconDownload,
  IconFilePlus,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { OpenJsonButton } from '../files/open-json-button.js';
import { inFileName, saveJson } from '../files/save-file.js';
import { emptyProtocol, protocolFile, toFile, withProtocol } from './protocol.js';
import { useProtocolDraft, useSavedProtocols } from './use-protocols.js';

/** Saves protocols under their names and opens them, in this browser and as files. */
export function SavedProtocols() {
  const t = useTranslations('experiment');
  const [draft, setDraft] = useProtocolDraft();
  const [saved, setSaved] = useSavedProtocols();
  const name = draft.name.trim();
  const save = () => {
    setSaved(withProtocol(saved, { ...draft, name }));
    notifications.show({ color: 'green', message: t('saved', { name }) });
  };
  return (
    <Group gap="xs">
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            {t('protocols')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFilePlus size={16} />} onClick={() => setDraft(emptyProtocol)}>
            {t('new')}
          </Menu.Item>
          {saved.length > 0 && <Menu.Divider />}
          {saved.map((each) => (
            <Menu.Item key={each.name} onClick={() => setDraft(each)}>
              {each.name}
            </Menu.Item>
          ))}
          {saved.some((each) => each.name === name) && (
            <>
              <Menu.Divider />
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} />}
                onClick={() => setSaved(saved.filter((each) => each.name !== name))}
              >
                {t('deleteProtocol', { name })}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Button
        variant="default"
        leftSection={<IconDeviceFloppy size={16} />}
        disabled={name === ''}
        onClick={save}
      >
        {t('save')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} />}
        disabled={draft.steps.length === 0}
        onClick={() => saveJson(toFile(draft), `${inFileName(name)}.protocol.json`)}
      >
        {t('toFile')}
      </Button>
      <OpenJsonButton
        label={t('fromFile')}
        schema={protocolFile}
        onOpen={({ name: given, steps }) => setDraft({ name: given, steps })}
      />
    </Group>
  );
}
