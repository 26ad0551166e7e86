import type { SerialConnection, TransportError } from '@modlink/sdk';
import { PseudoTerminal } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import serialTransport from '../src/index.js';
import { createRuntime, patience, rejectionOf } from './fixture.js';

const pty = await part('pty');

pty.describe('an open port', () => {
  let terminal: PseudoTerminal;
  let connection: SerialConnection;
  let sentToDevice: Buffer[];
  let holders: Map<string, string>;

  beforeEach(async () => {
    sentToDevice = [];
    holders = new Map();
    terminal = new PseudoTerminal((bytes) => sentToDevice.push(Buffer.from(bytes)));
    connection = await serialTransport
      .create(createRuntime(holders))
      .open({ path: terminal.path, baudRate: 115_200 });
  });
  afterEach(async () => {
    await connection.close();
    await terminal.close();
  });

  /** Everything that the port delivers, copied, with its end. */
  function watch() {
    const chunks: Buffer[] = [];
    const arrivals: bigint[] = [];
    const ends: (TransportError | undefined)[] = [];
    const stop = connection.onData((bytes, arrivalNs) => {
      expect(ends).toHaveLength(0);
      chunks.push(Buffer.from(bytes));
      arrivals.push(arrivalNs);
    });
    connection.onClose((error) => ends.push(error));
    return { received: () => Buffer.concat(chunks), arrivals, ends, stop };
  }

  it('writes while data streams in, both faster than the other end can take at once', async () => {
    const { received } = watch();
    const size = 300_000;
    await Promise.all([terminal.write(Buffer.alloc(size, 1)), connection.write(Buffer.alloc(size, 2))]);
    await vi.waitFor(() => expect(received().length).toBe(size), patience);
    await vi.waitFor(() => expect(Buffer.concat(sentToDevice).length).toBe(size), patience);
  });

  it('reads while a write is blocked', async () => {
    const { received } = watch();
    terminal.pause();
    const blocked = connection.write(Buffer.alloc(300_000));
    await terminal.write(Buffer.from('one'));
    await vi.waitFor(() => expect(received().toString()).toBe('one'), patience);
    await terminal.write(Buffer.from(' two'));
    await vi.waitFor(() => expect(received().toString()).toBe('one two'), patience);
    terminal.resume();
    await blocked;
  });

  it('tells about a close once, without an error, and gives the lease back', async () => {
    const { ends } = watch();
    await Promise.all([connection.close(), connection.close()]);
    await connection.close();
    expect(ends).toEqual([undefined]);
    expect(holders.size).toBe(0);
    const late: unknown[] = [];
    connection.onClose((error) => late.push(error));
    await vi.waitFor(() => expect(late).toEqual([undefined]), patience);
  });

  it('rejects pending and later writes when it is closed', async () => {
    terminal.pause();
    const pending = [connection.write(Buffer.alloc(300_000)), connection.write('next')].map(rejectionOf);
    await connection.close();
    for (const error of await Promise.all(pending))
      expect(error).toMatchObject({ code: 'CONNECTION_CLOSED' });
    const later = await rejectionOf(connection.write('v'));
    expect(later).toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(later.cause).toBeUndefined();
    expect(await rejectionOf(connection.setSignals({ dtr: false }))).toMatchObject({
      code: 'CONNECTION_CLOSED',
    });
  });

  it('says that a pseudo-terminal has no modem lines', async () => {
    expect(await rejectionOf(connection.setSignals({ dtr: false }))).toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    expect(connection.isOpen).toBe(true);
  });

  it('reports an unplugged device while a write is pending', async () => {
    const { ends } = watch();
    terminal.pause();
    const pending = rejectionOf(connection.write(Buffer.alloc(300_000)));
    await terminal.close();
    expect(await pending).toMatchObject({ code: 'CONNECTION_CLOSED', cause: { code: 'DEVICE_UNPLUGGED' } });
    await vi.waitFor(() => expect(ends).toMatchObject([{ code: 'DEVICE_UNPLUGGED' }]), patience);
  });

  it.each(Array.from({ length: 20 }, (_, index) => index))(
    'reports an unplugged device in the midst of its data, time %i',
    async () => {
      const { received, ends } = watch();
      const pattern = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
      const sent = terminal.write(pattern);
      await vi.waitFor(() => expect(received().length).toBeGreaterThan(0), { timeout: 15_000, interval: 0 });
      await terminal.close();
      await sent;
      await vi.waitFor(() => expect(ends).toMatchObject([{ code: 'DEVICE_UNPLUGGED' }]), patience);
      expect(received().equals(pattern.subarray(0, received().length))).toBe(true);
    },
  );
});
