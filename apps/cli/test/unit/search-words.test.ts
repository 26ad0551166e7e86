import type { FoundDevice } from '@modlink/host';
import { TransportError, type TransportKind } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { eachOnce, type Search } from '../../src/search/search-drivers.js';
import { remarksOn } from '../../src/search/search-words.js';
import { newsBetween } from '../../src/search/watch-search.js';

const port = (driverId: string, identity: string, likely?: false): FoundDevice => ({
  driverId,
  provider: 'serial',
  title: `${driverId} at ${identity}`,
  subtitle: '',
  identity,
  result: { title: driverId, ...(likely === false && { likely }) },
});
const transports: Readonly<Record<string, TransportKind>> = {
  cyton: 'serial',
  lines: 'serial',
  muse: 'ble',
  ganglion: 'ble',
  webcam: 'media',
};
const transportsOf = (driverId: string): readonly TransportKind[] => {
  const kind = transports[driverId];
  return kind === undefined ? [] : [kind];
};
const search = (given: Partial<Search>): Search => ({
  devices: [],
  failures: [],
  slow: [],
  asked: [],
  ...given,
});
const texts = (given: Partial<Search>) => remarksOn(search(given), transportsOf).map(({ text }) => text);
const failure = (driverId: string, error: Error) => ({ driverId, provider: 'x', error });

describe('what kept a search from finding more', () => {
  it('is told once for each transport that is not there, with the drivers that were not asked', () => {
    const noAdapter = new TransportError('TRANSPORT_UNAVAILABLE', 'no adapter was found.');
    const noFfmpeg = new TransportError('TRANSPORT_UNAVAILABLE', 'ffmpeg is missing.');
    const failures = [
      failure('muse', noAdapter),
      failure('webcam', noFfmpeg),
      failure('ganglion', noAdapter),
    ];
    expect(texts({ failures, asked: ['muse', 'webcam', 'ganglion'] })).toEqual([
      'Bluetooth: no adapter was found. Not asked: muse, ganglion.',
      'Cameras and microphones: ffmpeg is missing. Not asked: webcam.',
    ]);
  });

  it('is told of each driver that failed in its own way', () => {
    const failures = [failure('muse', new TransportError('IO_FAILED', 'the radio is confused'))];
    expect(texts({ failures, asked: ['muse'] })).toEqual([
      'muse could not search: the radio is confused (IO_FAILED)',
    ]);
  });

  it('is, where nothing failed, what was looked at, and who was too slow', () => {
    const given = { asked: ['cyton', 'lines', 'muse', 'file', 'webcam'], slow: ['webcam'] };
    expect(texts(given)).toEqual([
      'Serial ports: nothing found with cyton, lines.',
      'Bluetooth: nothing found with muse.',
      'Without a transport: nothing found with file.',
      'Not done in time: webcam. Ask one alone, as in "modlink search webcam", or give --timeout 20s.',
    ]);
  });

  it('is nothing where all found something', () => {
    expect(texts({ devices: [port('cyton', 'a')], asked: ['cyton'] })).toEqual([]);
  });
});

describe('a device that several drivers find', () => {
  it('is one, with those who recognize it first', () => {
    const devices = [
      port('lines', 'usb:1', false),
      port('lines', 'usb:2'),
      port('cyton', 'usb:1'),
      port('cyton', 'usb:2', false),
    ];
    expect(eachOnce(devices).map(({ first, driverIds }) => [first.identity, ...driverIds])).toEqual([
      ['usb:2', 'lines', 'cyton'],
      ['usb:1', 'cyton', 'lines'],
    ]);
  });

  it('comes and goes once', () => {
    const both = [port('lines', 'usb:1', false), port('cyton', 'usb:1')];
    expect(newsBetween([], both).map(({ type, device }) => [type, device.driverId])).toEqual([
      ['came', 'cyton'],
    ]);
    expect(
      newsBetween(both, [port('cyton', 'usb:3')]).map(({ type, device }) => [type, device.identity]),
    ).toEqual([
      ['went', 'usb:1'],
      ['came', 'usb:3'],
    ]);
    expect(newsBetween(both, both)).toEqual([]);
  });

  it('of which one driver finds two with the same identity is two', () => {
    expect(eachOnce([port('a', 'x'), port('a', 'x')])).toHaveLength(2);
  });
});
