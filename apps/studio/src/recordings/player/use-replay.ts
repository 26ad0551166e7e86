import type { ClientError } from '@modlink/client';
import type { RouteCall, WireReplay } from '@modlink/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useFailureNotice } from '../../api/failure-notice.js';
import { queryKey, useRoute } from '../../api/routes.js';
import { useServer } from '../../api/server-provider.js';
import { latestOnly } from './latest-only.js';

export type ReplayChange = NonNullable<RouteCall<'changeReplay'>['body']>;

export interface ReplayControl {
  readonly replay: WireReplay | undefined;
  /** When the server told of it, by the browser's clock. */
  readonly toldAtMs: number;
  /** Why it could not be opened, or is gone. */
  readonly error: ClientError | undefined;
  change(change: ReplayChange): void;
  seek(positionMs: number): void;
  openAgain(): void;
}

/** Opens a replay of a recording, as long as the page shows it. */
export function useReplay(recordingId: string): ReplayControl {
  const { client } = useServer();
  const queries = useQueryClient();
  const showFailure = useFailureNotice();
  const [replayId, setReplayId] = useState<string>();
  const [openError, setOpenError] = useState<ClientError>();
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens it again.
  useEffect(() => {
    let isLeft = false;
    let openId: string | undefined;
    const close = (): void => {
      const id = openId;
      openId = undefined;
      // Gone already, or a server that is gone with it.
      if (id !== undefined) {
        client.call('closeReplay', { params: { replayId: id } }, { keepalive: true }).catch(() => undefined);
      }
    };
    client.call('openReplay', { body: { recordingIds: [recordingId] } }).then(
      (opened) => {
        openId = opened.replayId;
        if (isLeft) return close();
        queries.setQueryData(queryKey('getReplay', { params: { replayId: openId } }), opened);
        setReplayId(openId);
      },
      (error: ClientError) => {
        if (!isLeft) setOpenError(error);
      },
    );
    window.addEventListener('pagehide', close);
    return () => {
      isLeft = true;
      window.removeEventListener('pagehide', close);
      close();
      setReplayId(undefined);
      setOpenError(undefined);
    };
  }, [client, queries, recordingId, attempt]);

  const { data, error, dataUpdatedAt } = useRoute(
    'getReplay',
    { params: { replayId: replayId ?? '' } },
    { isEnabled: replayId !== undefined },
  );

  const send = useCallback(
    async (change: ReplayChange): Promise<void> => {
      if (replayId === undefined) return;
      const call = { params: { replayId } };
      try {
        const changed = await client.call('changeReplay', { ...call, body: change });
        queries.setQueryData(queryKey('getReplay', call), changed);
      } catch (failure) {
        showFailure(failure as ClientError);
      }
    },
    [client, queries, replayId, showFailure],
  );
  const replay = replayId === undefined ? undefined : data;
  const durationMs = replay?.durationMs ?? 0;
  // The same functions as long as the replay is: what they are given to is not drawn anew with each position.
  const change = useCallback((wanted: ReplayChange) => void send(wanted), [send]);
  const seek = useMemo(() => {
    const seekLatest = latestOnly((positionMs: number) => send({ positionMs }));
    return (positionMs: number) => seekLatest(Math.min(Math.max(0, positionMs), durationMs));
  }, [send, durationMs]);
  return {
    replay,
    toldAtMs: dataUpdatedAt,
    error: openError ?? (replayId === undefined ? undefined : (error ?? undefined)),
    change,
    seek,
    openAgain: () => setAttempt(attempt + 1),
  };
}
