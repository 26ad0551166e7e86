import { describe, expect, it, vi } from 'vitest';
import { awaitAnswer, TransportError } from '../../src/index.js';

/** A connection that can be closed: what the wait needs of one. */
function closable() {
  const listeners = new Set<(error: TransportError | undefined) => void>();
  return {
    listeners,
    onClose(listener: (error: TransportError | undefined) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close(error?: TransportError) {
      for (const listener of listeners) listener(error);
    },
  };
}

const noAnswer = () => new Error('no answer');

describe('waiting for an answer', () => {
  it('gives the first one, and leaves nothing behind', async () => {
    const connection = closable();
    const answer = await awaitAnswer<number>(
      async (resolve) => {
        resolve(1);
        resolve(2);
      },
      { connection, timeoutMs: 60_000, noAnswer },
    );
    expect(answer).toBe(1);
    expect(connection.listeners.size).toBe(0);
  });

  it('ends with the time, and leaves nothing behind', async () => {
    vi.useFakeTimers();
    try {
      const connection = closable();
      const waiting = awaitAnswer(async () => {}, { connection, timeoutMs: 1000, noAnswer });
      const ended = expect(waiting).rejects.toThrow('no answer');
      await vi.advanceTimersByTimeAsync(1000);
      await ended;
      expect(connection.listeners.size).toBe(0);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends when the connection closes, with why', async () => {
    const connection = closable();
    const options = { connection, timeoutMs: 60_000, noAnswer };
    const lost = awaitAnswer(async () => {}, options);
    connection.close(new TransportError('DEVICE_UNPLUGGED', 'gone'));
    await expect(lost).rejects.toMatchObject({ code: 'DEVICE_UNPLUGGED' });
    const closed = awaitAnswer(async () => {}, options);
    connection.close();
    await expect(closed).rejects.toThrow('The connection was closed.');
  });

  it('ends when the caller gives up, before asking or after', async () => {
    const connection = closable();
    const controller = new AbortController();
    const options = { connection, timeoutMs: 60_000, noAnswer, signal: controller.signal };
    const waiting = awaitAnswer(async () => {}, options);
    controller.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
    const ask = vi.fn(async () => {});
    await expect(awaitAnswer(ask, options)).rejects.toThrow('given up');
    expect(ask).not.toHaveBeenCalled();
  });

  it('fails with a question that cannot be sent', async () => {
    const sending = awaitAnswer(async () => Promise.reject(new Error('not sent')), {
      connection: closable(),
      timeoutMs: 60_000,
      noAnswer,
    });
    await expect(sending).rejects.toThrow('not sent');
  });
});
