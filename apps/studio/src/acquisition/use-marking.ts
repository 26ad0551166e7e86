import { notifications } from '@mantine/notifications';
import type { RouteResponse, WireRunningRecording } from '@modlink/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { queryKey, useRouteAction } from '../api/routes.js';
import type { Label } from '../labels/labels.js';
import { markTarget } from './mark-target.js';

const shownMs = 2_000;

export interface Marking {
  /** What was set just now, in words; empty after a moment. */
  readonly said: string;
  isOpen(segment: string): boolean;
  /** Sets a marker, or begins or ends a segment. */
  set(label: Pick<Label, 'name' | 'kind'>): void;
}

/** Markers and segments of the running recording. */
export function useMarking(running: WireRunningRecording | undefined): Marking {
  const t = useTranslations('acquisition');
  const queries = useQueryClient();
  const onError = useFailureNotice();
  const mark = useRouteAction('mark');
  const startSegment = useRouteAction('startSegment');
  const endSegment = useRouteAction('endSegment');
  const [said, setSaid] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const say = (words: string) => {
    clearTimeout(timer.current);
    setSaid(words);
    timer.current = setTimeout(() => setSaid(''), shownMs);
  };
  const askAgain = () => void queries.invalidateQueries({ queryKey: queryKey('runningRecordings') });
  /** At once, so that a key that is pressed again at once ends what it began. */
  const show = (segment: string, isBegun: boolean) =>
    queries.setQueryData<RouteResponse<'runningRecordings'>>(
      queryKey('runningRecordings'),
      (known) =>
        known && {
          recordings: known.recordings.map((each) => {
            const others = each.openSegments.filter((open) => open !== segment);
            return { ...each, openSegments: isBegun ? [...others, segment] : others };
          }),
        },
    );
  const isOpen = (segment: string) => running?.openSegments.includes(segment) ?? false;

  return {
    said,
    isOpen,
    set({ name, kind }) {
      if (running === undefined) {
        if (markTarget({ name, kind })) return;
        notifications.show({ id: 'not-recording', color: 'yellow', message: t('notRecording', { name }) });
        return;
      }
      const begins = !isOpen(name);
      const words = kind === 'marker' ? 'marked' : begins ? 'segmentBegun' : 'segmentEnded';
      const route = kind === 'marker' ? mark : begins ? startSegment : endSegment;
      if (kind === 'segment') show(name, begins);
      route.mutate(
        { body: { label: name } },
        { onError, onSuccess: () => say(t(words, { name })), onSettled: askAgain },
      );
    },
  };
}
