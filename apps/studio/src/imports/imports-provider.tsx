/** Files on their way to the server, above the pages: they go on whichever is shown. */
import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type PropsWithChildren,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { queryKey } from '../api/routes.js';
import { useServer } from '../api/server-provider.js';
import { ImportQueue, type ImportQueueState } from './import-queue.js';

const QueueContext = createContext<ImportQueue<File> | undefined>(undefined);

export function ImportsProvider({ children }: PropsWithChildren) {
  const { client } = useServer();
  const queries = useQueryClient();
  const queue = useMemo(
    () =>
      new ImportQueue<File>({
        send: ({ file, labels }, signal) =>
          client.importFile(file, { fileName: file.name, ...labels }, { signal }),
        jobs: async () => {
          const listed = await client.call('listImports');
          queries.setQueryData(queryKey('listImports'), listed);
          return listed.imports;
        },
      }),
    [client, queries],
  );
  const { queued } = useSyncExternalStore(queue.subscribe, () => queue.state);
  const isSending = queued.some(({ state }) => state !== 'failed');
  useEffect(() => {
    if (!isSending) return;
    // The browser asks whether the page is to be left: files would not arrive.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isSending]);
  return <QueueContext value={queue}>{children}</QueueContext>;
}

/** The queue, and what is in it. */
export function useImportQueue(): readonly [ImportQueue<File>, ImportQueueState] {
  const queue = useContext(QueueContext);
  if (queue === undefined) throw new Error('useImportQueue is used outside of ImportsProvider');
  return [queue, useSyncExternalStore(queue.subscribe, () => queue.state)];
}
