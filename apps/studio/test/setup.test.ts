import { expect, it } from 'vitest';
import { matchDevices, type Setup, setupFile, toFile, withSetup } from '../src/setups/setup.js';
import { parseStored } from '../src/storage/use-stored.js';

const lab: Setup = {
  name: 'lab 1',
  devices: [{ driverId: 'synthetic', title: 'EEG', isStreaming: true }],
  labels: [{ id: 'a', name: 'event', kind: 'marker' }],
  live: { places: {}, cards: {} },
};

it('finds each wanted device once', () => {
  const there = [
    { driverId: 'synthetic', title: 'EEG', foundId: '1' },
    { driverId: 'other', title: 'EEG', foundId: '2' },
    { driverId: 'synthetic', title: 'EEG', foundId: '3' },
  ];
  const eeg = { driverId: 'synthetic', title: 'EEG' };
  const found = matchDevices([eeg, { driverId: 'synthetic', title: 'IMU' }, eeg, eeg], there);
  expect(found.map((each) => each?.foundId)).toEqual(['1', undefined, '3', undefined]);
});

it('comes back from its file as it was', () => {
  const { format: _, version: __, ...rest } = setupFile.parse(JSON.parse(JSON.stringify(toFile(lab))));
  expect(rest).toEqual(lab);
});

it('replaces one of the same name', () => {
  expect(withSetup([lab, { ...lab, name: 'a' }], { ...lab, devices: [] })).toEqual([
    { ...lab, name: 'a' },
    { ...lab, devices: [] },
  ]);
});

it.each([undefined, '', 'no json', '{"name":"x"}', '[]'])('does not take %j for a setup', (text) => {
  expect(parseStored(setupFile, text)).toBeUndefined();
});
