import { basePath, eventsPath, type ServerEvent, serverEvent } from '@modlink/protocol';
import type { Unsubscribe } from '@modlink/sdk';
import { createEventSource } from 'eventsource-client';
import type { Connection } from './request.js';

export interface EventListeners {
  /** Each event, in order. `resync-required` asks to get everything anew: events were missed. */
  readonly onEvent: (event: ServerEvent) => void;
  /** Whether events come, or the connection is being made again. */
  readonly onState?: ((state: 'connected' | 'reconnecting') => void) | undefined;
}

/** Listens to events, also after the connection was lost: what was missed meanwhile comes then. @returns what ends it. */
export function listenToEvents(
  { url, token }: Connection,
  { onEvent, onState }: EventListeners,
): Unsubscribe {
  const source = createEventSource({
    url: `${url}${basePath}${eventsPath}`,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    onConnect: () => onState?.('connected'),
    onDisconnect: () => onState?.('reconnecting'),
    onMessage: ({ data }) => {
      const parsed = serverEvent.safeParse(JSON.parse(data));
      // A newer server may tell of things that this client does not know.
      if (parsed.success) onEvent(parsed.data);
    },
  });
  return () => source.close();
}
