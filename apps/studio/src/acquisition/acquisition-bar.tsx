import { Button, Group, Text } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconPlayerRecordFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { MarkerControls } from './marker-controls.js';
import { RecordingNames } from './recording-names.js';
import { FreeDisk, RecordingStatus } from './recording-status.js';
import { useRecording } from './use-recording.js';

/** Starts, stops and shows the recording, and marks moments in it; in the header of every page. */
export function AcquisitionBar() {
  const t = useTranslations('acquisition');
  const { running, runningCount, isBusy, start, stop } = useRecording();
  // Also seen while another tab is in front.
  useDocumentTitle(running === undefined ? 'ModLink' : `● ${running.name}`);
  return (
    <Group
      component="section"
      aria-label={t('recording')}
      gap="sm"
      wrap="nowrap"
      justify="flex-end"
      style={{ flexGrow: 1, minWidth: 0 }}
    >
      {running === undefined ? <RecordingNames /> : <RecordingStatus recording={running} />}
      {runningCount > 1 && (
        <Text size="sm" visibleFrom="lg">
          {t('others', { count: runningCount - 1 })}
        </Text>
      )}
      <FreeDisk isCompact={running !== undefined} />
      <MarkerControls running={running} />
      {running === undefined ? (
        <Button
          size="xs"
          color="red.9"
          loading={isBusy}
          leftSection={<IconPlayerRecordFilled size={16} />}
          onClick={() => start()}
          style={{ flexShrink: 0 }}
        >
          {t('record')}
        </Button>
      ) : (
        <Button
          size="xs"
          color="red"
          variant="light"
          loading={isBusy || running.state === 'finishing'}
          leftSection={<IconPlayerStopFilled size={16} />}
          onClick={stop}
          style={{ flexShrink: 0 }}
        >
          {t('stop')}
        </Button>
      )}
    </Group>
  );
}
