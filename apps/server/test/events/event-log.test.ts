import type { ServerEvent } from '@modlink/protocol';
import { describe, expect, it } from 'vitest';
import { EventLog, type EventQueue } from '../../src/events/event-log.js';

const event = (message: string): ServerEvent => ({ type: 'problem', error: { code: 'TEST', message } });

/** What waits now. */
async function taken(queue: EventQueue, count: number) {
  const events: { id: string; words: string }[] = [];
  for (let n = 0; n < count; n++) {
    const { value } = await queue.next();
    events.push({
      id: value.id,
      words: value.event.type === 'problem' ? value.event.error.message : value.event.type,
    });
  }
  return events;
}

describe('the events that a client gets', () => {
  it('are those since it came', async () => {
    const log = new EventLog();
    log.publish(event('before'));
    const queue = log.open(null);
    log.publish(event('first'));
    log.publish(event('second'));
    expect((await taken(queue, 2)).map(({ words }) => words)).toEqual(['first', 'second']);
  });

  it('are those that it missed, when it comes back', async () => {
    const log = new EventLog();
    const before = log.open(null);
    log.publish(event('1'));
    const id = (await taken(before, 1))[0]?.id as string;
    before.close();
    log.publish(event('2'));
    log.publish(event('3'));
    const after = log.open(id);
    log.publish(event('4'));
    expect((await taken(after, 3)).map(({ words }) => words)).toEqual(['2', '3', '4']);
  });

  it('begin with a word when what it missed is not kept any more', async () => {
    const log = new EventLog();
    const before = log.open(null);
    log.publish(event('1'));
    const id = (await taken(before, 1))[0]?.id as string;
    for (let n = 0; n < 2_000; n++) log.publish(event(String(n)));
    const after = log.open(id);
    log.publish(event('now'));
    expect((await taken(after, 2)).map(({ words }) => words)).toEqual(['resync-required', 'now']);
  });

  it.each(['other-5', '-1', 'nonsense', 'a-b-c', ''])(
    'begin with a word when its last id is of another server: %j',
    async (id) => {
      const log = new EventLog();
      log.publish(event('1'));
      expect((await taken(log.open(id), 1)).map(({ words }) => words)).toEqual(['resync-required']);
    },
  );

  it('are one word in place of all when it does not take them', async () => {
    const log = new EventLog();
    const queue = log.open(null);
    for (let n = 0; n < 501; n++) log.publish(event(String(n)));
    log.publish(event('after'));
    const events = await taken(queue, 2);
    expect(events.map(({ words }) => words)).toEqual(['resync-required', 'after']);
    // From its id on nothing is missing.
    const again = log.open((events[0] as { id: string }).id);
    expect((await taken(again, 1)).map(({ words }) => words)).toEqual(['after']);
  });

  it('end with the log, and with the client', async () => {
    const log = new EventLog();
    const [first, second] = [log.open(null), log.open(null)];
    const waiting = first.next();
    await second.return();
    log.close();
    expect(await waiting).toMatchObject({ done: true });
    expect(await second.next()).toMatchObject({ done: true });
  });
});
