import { expect, it } from 'vitest';
import { setupFile, toFile, viewOf } from '../src/setups/setup.js';
import { parseStored } from '../src/storage/use-stored.js';

const view = {
  labels: [{ id: 'a', name: 'event', kind: 'marker' as const }],
  live: { places: {}, cards: {} },
};
const lab = {
  name: 'lab 1',
  devices: [{ driverId: 'synthetic', identity: 'synthetic_eeg', title: 'EEG', isStreaming: true }],
  view,
};

it('comes back from its file as it was', () => {
  const { format: _, version: __, ...rest } = setupFile.parse(JSON.parse(JSON.stringify(toFile(lab))));
  expect(rest).toEqual(lab);
});

it('gives its labels and its layout, where the studio saved it', () => {
  expect(viewOf(lab)).toEqual(view);
  for (const other of [null, 'text', {}, { labels: 1, live: null }]) {
    expect(viewOf({ ...lab, view: other })).toBeUndefined();
  }
});

it.each([undefined, '', 'no json', '{"name":"x"}', '[]'])('does not take %j for a setup', (text) => {
  expect(parseStored(setupFile, text)).toBeUndefined();
});
