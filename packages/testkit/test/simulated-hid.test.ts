import type { HidConnection } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import {
  type HidDevice,
  noisy,
  SimulatedHid,
  simulatedHidSubject,
  split,
  VirtualClock,
} from '../src/index.js';
import { describeHidTransport } from '../src/vitest/index.js';

describeHidTransport('simulated', simulatedHidSubject);

const path = '/dev/hidrawSIM0';

function world(device: Partial<HidDevice> = {}) {
  const clock = new VirtualClock();
  const seen: [string, number[]][] = [];
  const hid = new SimulatedHid({
    clock,
    devices: [
      {
        path,
        vendorId: 0x54c,
        productId: 0xce6,
        connect(line) {
          line.send(Uint8Array.of(1, 0xff));
          return {
            onOutputReport(report) {
              seen.push(['output', [...report]]);
              line.every(2.5, (n) => Uint8Array.of(1, n));
            },
            onFeatureReport: (report) => seen.push(['feature', [...report]]),
            getFeatureReport: (id) => (id === 5 ? Uint8Array.of(5, 1, 2, 3) : undefined),
          };
        },
        ...device,
      },
    ],
  });
  return { clock, hid, seen };
}

/** Everything that arrives, with the milliseconds since the clock began. */
function received(connection: HidConnection, clock: VirtualClock): [number[], number][] {
  const all: [number[], number][] = [];
  const startNs = clock.nowNs() - BigInt(clock.elapsedMs * 1e6);
  connection.onInputReport((bytes, arrivalNs) => all.push([[...bytes], Number(arrivalNs - startNs) / 1e6]));
  return all;
}

describe('a simulated HID device', () => {
  it('is named by its serial number, or by its path, or as it is told to', async () => {
    const identityOf = async (device: Partial<HidDevice>) => (await world(device).hid.list())[0]?.identity;
    expect(await identityOf({})).toBe(path);
    expect(await identityOf({ serialNumber: '' })).toBe(path);
    expect(await identityOf({ serialNumber: 'a1:b2' })).toBe('hid:054c:0ce6:a1:b2');
    expect(await identityOf({ identity: 'mine' })).toBe('mine');
  });

  it('sends at its pace, and takes what it is sent', async () => {
    const { clock, hid, seen } = world();
    const connection = await hid.open({ path });
    const all = received(connection, clock);
    await clock.advance(10);
    await connection.sendOutputReport(Uint8Array.of(2, 7));
    await connection.sendFeatureReport(Uint8Array.of(8, 9));
    expect(seen).toEqual([
      ['output', [2, 7]],
      ['feature', [8, 9]],
    ]);
    await clock.advance(5);
    expect(all).toEqual([
      [[1, 0xff], 0],
      [[1, 0], 12.5],
      [[1, 1], 15],
    ]);
    await connection.close();
    await clock.advance(10);
    expect(all).toHaveLength(3);
    expect(hid.openDevices).toEqual([]);
    expect(hid.openings).toBe(1);
  });

  it('answers with no more than there is room for, and says what it does not have', async () => {
    const { hid } = world();
    const connection = await hid.open({ path });
    expect([...(await connection.getFeatureReport(5, 64))]).toEqual([5, 1, 2, 3]);
    expect([...(await connection.getFeatureReport(5, 2))]).toEqual([5, 1]);
    await expect(connection.getFeatureReport(6, 2)).rejects.toMatchObject({ code: 'IO_FAILED' });
    await expect(connection.getReportDescriptor()).rejects.toMatchObject({ code: 'TRANSPORT_UNAVAILABLE' });
  });

  it('has its reports distorted', async () => {
    const { clock, hid } = world();
    hid.distort((report, index) => split(1)(noisy(2)(report, index)[0] ?? report, index));
    const all = received(await hid.open({ path }), clock);
    await clock.advance(0);
    expect(all.map(([report]) => report)).toEqual([[1], [0xff]]);
  });

  it('refuses, never opens, or is gone, when told to', async () => {
    const { hid } = world();
    hid.failNextOpen(new RangeError('no'));
    await expect(hid.open({ path })).rejects.toThrow('no');
    hid.unplug();
    expect(await hid.list()).toEqual([]);
    await expect(hid.open({ path })).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    hid.plugIn();
    expect(await hid.list()).toHaveLength(1);
    hid.stallOpening();
    const controller = new AbortController();
    const opening = hid.open({ path, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
  });

  it('overwrites bytes that it lent, unless told not to', async () => {
    for (const overwrites of [true, false]) {
      const { clock, hid } = world();
      hid.overwritesBytes = overwrites;
      let kept: Uint8Array = new Uint8Array();
      (await hid.open({ path })).onInputReport((bytes) => {
        kept = bytes;
      });
      await clock.advance(0);
      expect([...kept]).toEqual(overwrites ? [0xee, 0xee] : [1, 0xff]);
    }
  });
});
