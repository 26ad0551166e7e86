/** Server-sent events as a client gets them, each checked against the contract. */
import { type ServerEvent, serverEvent } from '@modlink/protocol';
import { expect, onTestFinished } from 'vitest';
import type { TestServer } from './test-server.js';

export interface EventListener {
  readonly events: { readonly id: string; readonly type: string; readonly data: ServerEvent }[];
  close(): void;
}

export async function listen({ server }: TestServer, lastId?: string): Promise<EventListener> {
  const controller = new AbortController();
  const response = await fetch(`${server.url}/api/v1/events`, {
    signal: controller.signal,
    headers: { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: EventListener['events'] = [];
  void read(response, events).catch(() => undefined);
  onTestFinished(() => {
    controller.abort();
    for (const { type, data } of events) expect(serverEvent.parse(data), type).toEqual(data);
  });
  return { events, close: () => controller.abort() };
}

async function read(response: Response, events: EventListener['events']): Promise<void> {
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
      if (fields.data !== undefined)
        events.push({ id: fields.id, type: fields.event, data: JSON.parse(fields.data) });
    }
  }
}

export const typesOf = ({ events }: EventListener): string[] => events.map(({ type }) => type);
