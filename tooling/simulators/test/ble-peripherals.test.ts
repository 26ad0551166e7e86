import type { BleConnection } from '@modlink/sdk';
import { SimulatedBle, VirtualClock } from '@modlink/testkit';
import { describe, expect, it } from 'vitest';
import {
  type BlePeripheral,
  heartRatePeripheral,
  nordicUartPeripheral,
  polarPeripheral,
} from '../src/index.js';

const polarService = 'fb005c80-02e7-f387-1cad-8acd2d8df0c8';
const control = { service: polarService, characteristic: 'fb005c81-02e7-f387-1cad-8acd2d8df0c8' };
const data = { service: polarService, characteristic: 'fb005c82-02e7-f387-1cad-8acd2d8df0c8' };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function connect(peripheral: BlePeripheral) {
  const clock = new VirtualClock();
  const ble = new SimulatedBle({ clock, peripherals: [peripheral] });
  return { clock, connection: await ble.connect({ id: peripheral.id }) };
}

describe('the Polar sensor', () => {
  /** What it answers to commands, as hexadecimal digits. */
  async function answers(connection: BleConnection, ...commands: string[]): Promise<string[]> {
    const heard: string[] = [];
    await connection.subscribe(control, (bytes) => heard.push(hex(bytes)));
    for (const command of commands) await connection.write(control, Buffer.from(command, 'hex'));
    return heard;
  }

  it('says what it has, as a Polar H10 does', async () => {
    const { connection } = await connect(polarPeripheral({ model: 'h10' }));
    expect(hex(await connection.read(control))).toMatch(/^0f0500/);
    expect(await answers(connection, '0100', '0102')).toEqual([
      'f001000000000182000101' + '0e00',
      'f001020000' + '00041900320064' + '00c800' + '01011000' + '0203020004000800',
    ]);
  });

  it('starts with settings that it has, once, and stops', async () => {
    const { clock, connection } = await connect(polarPeripheral({ model: 'h10' }));
    const frames: string[] = [];
    await connection.subscribe(data, (bytes) => frames.push(hex(bytes.subarray(0, 1))));
    const start = '02000001820001010e00';
    expect(await answers(connection, start, start)).toEqual(['f002000000', 'f002000600']);
    await clock.advance(2000);
    expect(frames).toEqual(['00', '00', '00']);
    await connection.write(control, Uint8Array.of(3, 0));
    await clock.advance(2000);
    expect(frames).toHaveLength(3);
  });

  it.each([
    ['a rate that it does not have', '02000001640001010e00', 'f002000500'],
    ['a setting too few', '020000018200', 'f002000500'],
    ['a measurement that it does not have', '0201', 'f002010200'],
    ['no known command', '2a00', 'f02a000100'],
  ])('refuses %s', async (_, command, answer) => {
    const { connection } = await connect(polarPeripheral({ model: 'h10' }));
    expect(await answers(connection, command)).toEqual([answer]);
  });

  it('tells the factor of compressed frames at their start', async () => {
    const { connection } = await connect(polarPeripheral({ model: 'verity-sense' }));
    // 1/4096 as a float: 0x39800000.
    const start = '0202' + '00013400' + '01011000' + '02010800' + '040103';
    expect(await answers(connection, start)).toEqual(['f002020000' + '0501' + '00008039']);
  });
});

it('the heart-rate sensor notifies once a second while it is listened to', async () => {
  const { clock, connection } = await connect(heartRatePeripheral());
  const heard: number[] = [];
  const stop = await connection.subscribe({ service: '180d', characteristic: '2a37' }, (bytes) =>
    heard.push(bytes[1] ?? 0),
  );
  await clock.advance(5500);
  await stop();
  await clock.advance(5000);
  expect(heard).toHaveLength(5);
});

it('the text sensor prints between its commands, in pieces of 20 bytes', async () => {
  const service = '6e400001-b5a3-f393-e0a9-e50e24dcca9e';
  const line = (index: number) => `line number ${index} is a long one\n`;
  const { clock, connection } = await connect(
    nordicUartPeripheral({ line, commands: { start: 'go', stop: 'halt' } }),
  );
  const pieces: string[] = [];
  await connection.subscribe({ service, characteristic: '6e400003-b5a3-f393-e0a9-e50e24dcca9e' }, (bytes) =>
    pieces.push(new TextDecoder().decode(bytes)),
  );
  const tell = (text: string) =>
    connection.write(
      { service, characteristic: '6e400002-b5a3-f393-e0a9-e50e24dcca9e' },
      new TextEncoder().encode(text),
    );
  await clock.advance(100);
  expect(pieces).toEqual([]);
  await tell('go');
  await clock.advance(60);
  await tell('halt');
  await clock.advance(100);
  expect(pieces.join('')).toBe([0, 1, 2].map(line).join(''));
  expect(Math.max(...pieces.map(({ length }) => length))).toBe(20);
});
