import type { SerialConnection } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import {
  type Distortion,
  dropped,
  duplicated,
  noisy,
  SimulatedSerial,
  split,
  truncated,
  VirtualClock,
} from '../src/index.js';

const path = '/dev/ttySIM0';

function world() {
  const clock = new VirtualClock();
  const signals: unknown[] = [];
  const serial = new SimulatedSerial({
    clock,
    devices: [
      {
        path,
        vendorId: '0403',
        connect(line) {
          line.send('hello');
          return {
            onSignals: (given) => signals.push(given),
            onWrite(_, text) {
              if (text === '?') line.after(5, () => line.send('yes'));
              if (text === 'go') line.every(2.5, (n) => Uint8Array.of(n));
            },
          };
        },
      },
    ],
  });
  return { clock, serial, signals };
}

/** Everything that arrives, with the time since the clock began. */
function received(connection: SerialConnection, clock: VirtualClock): [string, number][] {
  const seen: [string, number][] = [];
  const startNs = clock.nowNs() - BigInt(clock.elapsedMs * 1e6);
  connection.onData((bytes, arrivalNs) =>
    seen.push([Buffer.from(bytes).toString('latin1'), Number(arrivalNs - startNs) / 1e6]),
  );
  return seen;
}

describe('a simulated serial port', () => {
  it('is listed as real ones are', async () => {
    const { serial } = world();
    expect(await serial.list()).toEqual([{ path, identity: path, vendorId: '0403' }]);
    serial.unplug();
    expect(await serial.list()).toEqual([]);
    serial.plugIn();
    expect(await serial.list()).toHaveLength(1);
  });

  it('keeps what arrives until someone listens, answers, and sends at its pace', async () => {
    const { clock, serial, signals } = world();
    const connection = await serial.open({ path, baudRate: 9_600 });
    await clock.advance(10);
    const seen = received(connection, clock);
    await connection.write('?');
    await clock.advance(10);
    await connection.write(Uint8Array.from([0x67, 0x6f]));
    await clock.advance(7.5);
    await connection.setSignals({ dtr: false });
    expect(signals).toEqual([{ dtr: false }]);
    expect(seen).toEqual([
      ['hello', 0],
      ['yes', 15],
      ['\0', 22.5],
      ['\x01', 25],
      ['\x02', 27.5],
    ]);
    await connection.close();
    await connection.close();
    await clock.advance(10);
    expect(seen).toHaveLength(5);
    await expect(connection.write('?')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(serial.openDevices).toEqual([]);
  });

  it('has one holder, and knows no other ports', async () => {
    const { serial } = world();
    await serial.open({ path, baudRate: 9_600 });
    await expect(serial.open({ path, baudRate: 9_600 })).rejects.toMatchObject({ code: 'DEVICE_BUSY' });
    await expect(serial.open({ path: 'COM9', baudRate: 1 })).rejects.toMatchObject({
      code: 'DEVICE_NOT_FOUND',
    });
    expect(serial.openings).toBe(3);
  });

  it('tells that it was unplugged, once, after the data', async () => {
    const { serial } = world();
    const connection = await serial.open({ path, baudRate: 9_600 });
    const seen: unknown[] = [];
    connection.onClose((error) => seen.push(error?.code));
    connection.onData((bytes) => seen.push(bytes.length));
    serial.unplug();
    serial.unplug();
    expect(seen).toEqual([5, 'DEVICE_UNPLUGGED']);
    expect(connection.isOpen).toBe(false);
    await expect(serial.open({ path, baudRate: 9_600 })).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
  });

  it('refuses, or never opens, when told to', async () => {
    const { serial } = world();
    serial.failNextOpen(new RangeError('no'));
    await expect(serial.open({ path, baudRate: 9_600 })).rejects.toThrow('no');
    serial.stallOpening();
    const controller = new AbortController();
    const opening = serial.open({ path, baudRate: 9_600, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
  });

  it('overwrites bytes that it lent, unless told not to', async () => {
    for (const overwrites of [true, false]) {
      const { serial, clock } = world();
      serial.overwritesBytes = overwrites;
      let kept: Uint8Array = new Uint8Array();
      (await serial.open({ path, baudRate: 9_600 })).onData((bytes) => {
        kept = bytes;
      });
      await clock.advance(0);
      expect(Buffer.from(kept).toString('latin1')).toBe(overwrites ? '\xee'.repeat(5) : 'hello');
    }
  });
});

describe('a distortion', () => {
  const chunks = ['abcd', 'efgh', 'ijkl', 'mnop'];
  const through = (distortion: Distortion) =>
    chunks.flatMap((chunk, index) =>
      distortion(Uint8Array.from(Buffer.from(chunk)), index).map((bytes) =>
        Buffer.from(bytes).toString('latin1'),
      ),
    );

  it.each([
    ['truncated', truncated(2), ['abcd', 'ef', 'ijkl', 'mn']],
    ['duplicated', duplicated(3), ['abcd', 'efgh', 'ijkl', 'ijkl', 'mnop']],
    ['dropped', dropped(4), ['abcd', 'efgh', 'ijkl']],
    ['split', split(3), ['abc', 'd', 'efg', 'h', 'ijk', 'l', 'mno', 'p']],
  ])('%s', (_, distortion, expected) => {
    expect(through(distortion)).toEqual(expected);
  });

  it('noisy flips one bit, the same each time', () => {
    const noise = through(noisy(2, 7));
    expect(through(noisy(2, 7))).toEqual(noise);
    const flipped = noise.map((text, index) =>
      Array.from(text, (character, at) => character.charCodeAt(0) ^ (chunks[index] ?? '').charCodeAt(at))
        .map((bits) => bits.toString(2).replaceAll('0', '').length)
        .reduce((sum, ones) => sum + ones, 0),
    );
    expect(flipped).toEqual([0, 1, 0, 1]);
  });

  it('happens to what a device sends', async () => {
    const { clock, serial } = world();
    serial.distort(split(2));
    const seen = received(await serial.open({ path, baudRate: 9_600 }), clock);
    await clock.advance(0);
    expect(seen.map(([text]) => text)).toEqual(['he', 'll', 'o']);
  });
});
