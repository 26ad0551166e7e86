/** The server that this page came from: its client, what it answered, and what happens on it. */
import { ClientError, ModlinkClient } from '@modlink/client';
import type { ServerEvent } from '@modlink/protocol';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type PropsWithChildren, useContext, useEffect, useMemo, useState } from 'react';
import { applyEvent } from './apply-event.js';
import { TokenPrompt } from './token-prompt.js';

interface Server {
  readonly client: ModlinkClient;
  /** Whether events come, or the server is not reached now. */
  readonly isConnected: boolean;
  /** Called with each event that the server tells of, beside what is known being brought up to date. */
  readonly eventListeners: Set<(event: ServerEvent) => void>;
}

const ServerContext = createContext<Server | undefined>(undefined);
const tokenKey = 'modlink-token';

export function ServerProvider({ children }: PropsWithChildren) {
  // For this tab only: a token does not outlive it.
  const [token, setToken] = useState(() => sessionStorage.getItem(tokenKey) ?? undefined);
  const [needsToken, setNeedsToken] = useState(false);
  const [isConnected, setConnected] = useState(true);
  const client = useMemo(() => new ModlinkClient({ token }), [token]);
  const queries = useMemo(() => createQueryClient(), []);
  const eventListeners = useMemo(() => new Set<(event: ServerEvent) => void>(), []);

  useEffect(() => {
    let isCurrent = true;
    // An answer tells whether the token is right; the connection for events would try again and again.
    client.call('host').then(
      () => isCurrent && setNeedsToken(false),
      (error: unknown) =>
        isCurrent && setNeedsToken(error instanceof ClientError && error.code === 'UNAUTHORIZED'),
    );
    const end = client.listen({
      onEvent: (event) => {
        applyEvent(queries, event);
        for (const listener of eventListeners) listener(event);
      },
      onState: (state) => {
        setConnected(state === 'connected');
        // What happened meanwhile is not known: everything is asked anew.
        if (state === 'connected') void queries.invalidateQueries();
      },
    });
    return () => {
      isCurrent = false;
      end();
      client.close();
    };
  }, [client, queries, eventListeners]);

  const server = useMemo(
    () => ({ client, isConnected, eventListeners }),
    [client, isConnected, eventListeners],
  );
  return (
    <ServerContext value={server}>
      <QueryClientProvider client={queries}>
        {needsToken ? (
          <TokenPrompt
            onToken={(given) => {
              sessionStorage.setItem(tokenKey, given);
              setToken(given);
            }}
          />
        ) : (
          children
        )}
      </QueryClientProvider>
    </ServerContext>
  );
}

export function useServer(): Server {
  const server = useContext(ServerContext);
  if (server === undefined) throw new Error('useServer is used outside of ServerProvider');
  return server;
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Events tell when something changed.
        staleTime: Number.POSITIVE_INFINITY,
        retry: (failures, error) =>
          failures < 3 && error instanceof ClientError && error.code === 'SERVER_NOT_REACHED',
      },
    },
  });
}
