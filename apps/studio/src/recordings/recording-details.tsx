import { Alert, Anchor, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import type { RouteResponse } from '@modlink/protocol';
import { IconArrowLeft } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useRoute } from '../api/routes.js';
import { bytesText, clockText, msOfNs } from '../format/quantities.js';
import { Player } from './player/player.js';
import { RecordedDrivers } from './recorded-drivers.js';
import { RecordingActions } from './recording-actions.js';
import { RecordingState } from './recording-state.js';

type Details = RouteResponse<'getRecording'>;

/** One stored recording: what it is, its player, and what can be done with it. */
export function RecordingDetails({ recordingId }: { readonly recordingId: string }) {
  const t = useTranslations('recordings');
  const { data: recording, error } = useRoute('getRecording', { params: { recordingId } });
  return (
    <Stack>
      <Anchor component={Link} href="/recordings" size="sm">
        <Group gap={4} component="span">
          <IconArrowLeft size={16} aria-hidden />
          {t('all')}
        </Group>
      </Anchor>
      {error !== null && (
        <Alert color="red" title={t('notOpen')}>
          {error.message} ({error.code})
        </Alert>
      )}
      {recording === undefined && error === null && <Skeleton h={300} />}
      {recording !== undefined && (
        <>
          <Group justify="space-between" align="flex-start">
            <Stack gap={4}>
              <Group gap="sm">
                <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
                  {recording.name}
                </Title>
                <RecordingState recording={recording} />
              </Group>
              <Facts recording={recording} />
            </Stack>
            <RecordingActions recording={recording} />
          </Group>
          {!recording.complete && !recording.isRunning && (
            <Alert color="orange" title={t('cutOff')}>
              {recording.problem ?? ''} {t('cutOffWords')}
            </Alert>
          )}
          {recording.editsProblem !== undefined && (
            <Alert color="orange" title={t('editsProblem')}>
              {recording.editsProblem}
            </Alert>
          )}
          {recording.isRunning ? (
            <Alert color="blue" title={t('running')}>
              {t('runningWords')}
            </Alert>
          ) : (
            // A file that was completed is opened anew.
            <Player key={String(recording.complete)} recording={recording} />
          )}
          <Streams recording={recording} />
          <RecordedDrivers drivers={recording.provenance} />
        </>
      )}
    </Stack>
  );
}

function Facts({ recording }: { readonly recording: Details }) {
  const t = useTranslations('recordings');
  const format = useFormatter();
  const { session, experiment, subject, notes, startedNs, durationMs, sizeBytes, path } = recording;
  const facts = [
    session !== undefined && t('inSession', { session }),
    experiment !== undefined && t('inExperiment', { experiment }),
    subject !== undefined && t('ofSubject', { subject }),
    startedNs !== undefined &&
      format.dateTime(new Date(msOfNs(startedNs)), { dateStyle: 'long', timeStyle: 'medium' }),
    clockText(durationMs),
    bytesText(format, sizeBytes),
  ].filter((fact) => fact !== false);
  return (
    <>
      <Text size="sm">{facts.join(' · ')}</Text>
      {notes !== undefined && (
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} maw={700}>
          {notes}
        </Text>
      )}
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {path}
      </Text>
    </>
  );
}

function Streams({ recording }: { readonly recording: Details }) {
  const t = useTranslations('recordings');
  const format = useFormatter();
  return (
    <Stack component="section" aria-labelledby="recorded-streams" gap="xs">
      <Title order={3} size="h5" id="recorded-streams">
        {t('streams')}
      </Title>
      <Table.ScrollContainer minWidth={640}>
        <Table aria-label={t('streams')} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('stream')}</Table.Th>
              <Table.Th>{t('payload')}</Table.Th>
              <Table.Th>{t('channels')}</Table.Th>
              <Table.Th>{t('rate')}</Table.Th>
              <Table.Th>{t('frames')}</Table.Th>
              <Table.Th>{t('lost')}</Table.Th>
              <Table.Th>{t('driver')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {recording.streams.map(({ streamId, descriptor, driverId, frames, statistics }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a stream is there again when its descriptor changed.
              <Table.Tr key={`${streamId} ${index}`}>
                <Table.Td>
                  <Text size="sm" fw={600}>
                    {descriptor.displayName ?? descriptor.streamKey}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {streamId}
                  </Text>
                </Table.Td>
                <Table.Td>{t(`payloads.${descriptor.payloadType}`)}</Table.Td>
                <Table.Td>{descriptor.channelNames.length}</Table.Td>
                <Table.Td>
                  {descriptor.nominalSampleRateHz === 'irregular'
                    ? t('irregular')
                    : t('hertz', { rate: descriptor.nominalSampleRateHz })}
                </Table.Td>
                <Table.Td>{format.number(frames)}</Table.Td>
                <Table.Td>{statistics !== undefined && format.number(statistics.lostFrames)}</Table.Td>
                <Table.Td>{driverId}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}
