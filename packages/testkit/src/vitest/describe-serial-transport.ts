import { setTimeout as sleep } from 'node:timers/promises';
import type { SerialConnection, SerialTransport, TransportError } from '@modlink/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** How long anything may take, and the time between two looks, in milliseconds. */
const patienceMs = 15_000;
const stepMs = 5;
const baudRate = 115_200;

/** What the serial contract is checked on: one port, whose device does what the test says. */
export interface SerialTransportSubject {
  readonly serial: SerialTransport;
  /** The port at which the device is. */
  readonly path: string;
  /** Everything that reached the device. */
  received(): Uint8Array;
  /** The device sends, while the port is open. A promise is waited for. */
  send(bytes: Uint8Array): unknown;
  /** The device is pulled out. A promise is waited for. */
  unplug(): unknown;
  /** Lets time pass where it is virtual; absent where it is real. */
  advance?(ms: number): Promise<void>;
  /** Called after each test. */
  close?(): Promise<void> | void;
}

/**
 * Registers the contract of `SerialTransport` as vitest tests: for a simulated, a captured and a real one alike.
 * @param makeSubject - called before each test, with the name of the test.
 */
export function describeSerialTransport(
  name: string,
  makeSubject: (testName: string) => Promise<SerialTransportSubject> | SerialTransportSubject,
): void {
  describe(`the contract of serial transports: ${name}`, () => {
    let subject: SerialTransportSubject;
    let connection: SerialConnection | undefined;

    beforeEach(async ({ task }) => {
      subject = await makeSubject(task.name);
    });
    afterEach(async () => {
      await connection?.close();
      connection = undefined;
      await subject.close?.();
    });

    const open = async (options: { readonly signal?: AbortSignal } = {}): Promise<SerialConnection> => {
      connection = await subject.serial.open({ path: subject.path, baudRate, ...options });
      return connection;
    };
    const eventually = async (check: () => unknown): Promise<void> => {
      for (let passedMs = 0; ; passedMs += stepMs) {
        try {
          await check();
          return;
        } catch (error) {
          if (passedMs > patienceMs) throw error;
          await (subject.advance?.(stepMs) ?? sleep(stepMs));
        }
      }
    };
    /** Everything that the port delivers, copied, with its end. */
    const listen = (port: SerialConnection) => {
      const chunks: Uint8Array[] = [];
      const arrivals: bigint[] = [];
      const ends: (TransportError | undefined)[] = [];
      const stop = port.onData((bytes, arrivalNs) => {
        expect(ends).toEqual([]);
        chunks.push(bytes.slice());
        arrivals.push(arrivalNs);
      });
      port.onClose((error) => ends.push(error));
      return {
        bytes: () => Buffer.concat(chunks),
        text: () => Buffer.concat(chunks).toString('latin1'),
        arrivals,
        ends,
        stop,
      };
    };
    const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

    it('lists ports with path and identity', async () => {
      for (const port of await subject.serial.list()) {
        expect(port.path).not.toBe('');
        expect(port.identity).not.toBe('');
      }
    });

    it('ends a watch, also twice', () => {
      const stop = subject.serial.watch(() => {});
      stop();
      stop();
    });

    it('refuses a port that is not there, by name', async () => {
      await expect(subject.serial.open({ path: '/dev/ttyNONE0', baudRate })).rejects.toMatchObject({
        name: 'TransportError',
        code: 'DEVICE_NOT_FOUND',
        subject: { path: '/dev/ttyNONE0' },
      });
    });

    it.each([0, -1, 9600.5, Number.NaN])('refuses the baud rate %s', async (wrong) => {
      await expect(subject.serial.open({ path: subject.path, baudRate: wrong })).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
      });
    });

    it('does not begin to open when it is aborted already', async () => {
      const reason = new Error('no more');
      await expect(open({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect((await open()).isOpen).toBe(true);
    });

    it('has one holder of a port, which can be opened again after it was closed', async () => {
      const first = await open();
      expect(first).toMatchObject({ path: subject.path, isOpen: true });
      await expect(subject.serial.open({ path: subject.path, baudRate })).rejects.toMatchObject({
        code: 'DEVICE_BUSY',
      });
      await first.close();
      expect(first.isOpen).toBe(false);
      expect((await open()).isOpen).toBe(true);
    });

    it('delivers every byte value in order, with times of arrival that do not step back', async () => {
      const { bytes, arrivals } = listen(await open());
      const sent = Uint8Array.from({ length: 2_000 }, (_, index) => index % 256);
      await subject.send(sent);
      await eventually(() => expect(bytes().length).toBe(sent.length));
      expect(bytes().equals(sent)).toBe(true);
      expect(arrivals).toEqual(arrivals.toSorted((a, b) => Number(a - b)));
    });

    it('lends bytes that slice() copies, as it does not in a Buffer', async () => {
      const { isBuffer } = Buffer;
      const lent: boolean[] = [];
      (await open()).onData((bytes) => lent.push(isBuffer(bytes)));
      await subject.send(ascii('x'));
      await eventually(() => expect(lent).toEqual([false]));
    });

    it('keeps what arrives while nobody listens, for the first who does', async () => {
      const port = await open();
      await subject.send(ascii('early '));
      const first = listen(port);
      await eventually(() => expect(first.text()).toBe('early '));
      first.stop();
      first.stop();
      await subject.send(ascii('between '));
      const second = listen(port);
      await subject.send(ascii('late'));
      await eventually(() => expect(second.text()).toBe('between late'));
      expect(first.text()).toBe('early ');
    });

    it('writes bytes and ASCII text, in order', async () => {
      const port = await open();
      await Promise.all([port.write(Uint8Array.of(0, 255, 13)), port.write('v'), port.write('b')]);
      await eventually(() => expect([...subject.received()]).toEqual([0, 255, 13, 0x76, 0x62]));
    });

    it('refuses text that is no ASCII, and stays open', async () => {
      const port = await open();
      await expect(port.write('5 µV')).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
      expect(port.isOpen).toBe(true);
    });

    it('tells about a close once and without an error, also to who asks later, and takes nothing after it', async () => {
      const port = await open();
      const { ends } = listen(port);
      await Promise.all([port.close(), port.close()]);
      await port.close();
      expect(ends).toEqual([undefined]);
      const late: unknown[] = [];
      port.onClose((error) => late.push(error));
      await eventually(() => expect(late).toEqual([undefined]));
      await expect(port.write('v')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
      await expect(port.setSignals({ dtr: false })).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    });

    it('tells about a device that was pulled out once, after its data, and what is written then fails with it', async () => {
      const port = await open();
      const { text, ends } = listen(port);
      await subject.send(ascii('last words'));
      await eventually(() => expect(text()).toBe('last words'));
      await subject.unplug();
      await eventually(() => expect(ends).toHaveLength(1));
      expect(ends[0]).toMatchObject({ code: 'DEVICE_UNPLUGGED', subject: { path: subject.path } });
      expect(port.isOpen).toBe(false);
      await expect(port.write('v')).rejects.toMatchObject({
        code: 'CONNECTION_CLOSED',
        cause: { code: 'DEVICE_UNPLUGGED' },
      });
      await port.close();
      expect(ends).toHaveLength(1);
    });
  });
}
