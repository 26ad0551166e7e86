import type { ServerEvent } from '@modlink/protocol';
import { useEffect, useEffectEvent } from 'react';
import { useServer } from './server-provider.js';

/** Calls a listener with each event of the server: for what is no answer of a route. */
export function useServerEvents(onEvent: (event: ServerEvent) => void): void {
  const { eventListeners } = useServer();
  const listener = useEffectEvent(onEvent);
  useEffect(() => {
    const listen = (event: ServerEvent) => listener(event);
    eventListeners.add(listen);
    return () => {
      eventListeners.delete(listen);
    };
  }, [eventListeners]);
}
