import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { WireRunningRecording } from '@modlink/protocol';
import { IconCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRoute, useRouteAction } from '../api/routes.js';
import { startBody, useRecordingDraft } from './recording-draft.js';
import { useRecordingFailure } from './recording-failure.js';

const refreshMs = 1_000;

export interface RecordingControl {
  /** The one that runs; the first of them where several do. */
  readonly running: WireRunningRecording | undefined;
  readonly runningCount: number;
  readonly isBusy: boolean;
  start(options?: { readonly onStarted?: () => void }): void;
  stop(): void;
}

/** The running recording, and what starts and stops it. */
export function useRecording(): RecordingControl {
  const t = useTranslations('acquisition');
  const queries = useQueryClient();
  const [draft] = useRecordingDraft();
  const { tell } = useRecordingFailure();
  const showFailure = useFailureNotice();
  const { data } = useRunningRecordings();
  const { data: streams } = useRoute('listStreams');
  const startRoute = useRouteAction('startRecording');
  const stopRoute = useRouteAction('stopRecording');
  const recordings = data?.recordings ?? [];
  const running = recordings[0];
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['runningRecordings'] });
    void queries.invalidateQueries({ queryKey: ['listRecordings'] });
  };

  const tellStopped = ({ storedId, name }: WireRunningRecording) =>
    notifications.show({
      color: 'green',
      icon: <IconCheck size={18} />,
      title: t('saved', { name }),
      message: storedId !== undefined && (
        <Anchor component={Link} href={`/recordings/${storedId}`} size="sm">
          {t('open')}
        </Anchor>
      ),
      autoClose: 10_000,
    });

  return {
    running,
    runningCount: recordings.length,
    isBusy: startRoute.isPending || stopRoute.isPending,
    start: ({ onStarted } = {}) =>
      startRoute.mutate(
        { body: startBody(draft) },
        {
          onError: (error) => tell(error, false),
          onSuccess: () => {
            onStarted?.();
            if (streams?.streams.length === 0) {
              notifications.show({ color: 'yellow', title: t('noStreams'), message: t('noStreamsWords') });
            }
          },
          onSettled: refresh,
        },
      ),
    stop: () => {
      if (running === undefined) return;
      stopRoute.mutate(
        { params: { recordingId: running.recordingId } },
        {
          // It goes on, or has ended already: it did not fail.
          onError: (error) => {
            if (error.code !== 'UNKNOWN_RECORDING') showFailure(error);
          },
          onSuccess: (stopped) => {
            if (stopped.error !== undefined) tell(stopped.error, true, stopped.storedId);
            else tellStopped(stopped);
          },
          onSettled: refresh,
        },
      );
    },
  };
}

/** Asked again each second while one runs: its figures change all the time. */
export function useRunningRecordings() {
  const known = useRoute('runningRecordings');
  return useRoute('runningRecordings', undefined, {
    refetchIntervalMs: (known.data?.recordings.length ?? 0) > 0 ? refreshMs : undefined,
  });
}
