import type { WireStoredRecording } from '@modlink/protocol';
import { expect, it } from 'vitest';
import { stateOf } from '../src/recordings/recording-state.js';
import { sortRecordings } from '../src/recordings/sort-recordings.js';

const recording = (name: string, more: Partial<WireStoredRecording> = {}): WireStoredRecording => ({
  recordingId: name,
  name,
  path: `/${name}.mcap`,
  sizeBytes: 1,
  durationMs: 1,
  complete: true,
  isRunning: false,
  streamIds: [],
  drivers: [],
  editRevision: 0,
  ...more,
});

const recordings = [
  recording('trial 10', { startedNs: '1700000000000000002', session: 'b', streamIds: ['x', 'y'] }),
  recording('trial 9', { startedNs: '1800000000000000000', sizeBytes: 500, durationMs: 3 }),
  recording('Trial 1', { session: 'a', durationMs: 2 }),
];

it.each([
  ['name', false, ['Trial 1', 'trial 9', 'trial 10']],
  ['name', true, ['trial 10', 'trial 9', 'Trial 1']],
  ['session', false, ['trial 9', 'Trial 1', 'trial 10']],
  ['started', true, ['trial 9', 'trial 10', 'Trial 1']],
  ['duration', false, ['trial 10', 'Trial 1', 'trial 9']],
  ['size', true, ['trial 9', 'trial 10', 'Trial 1']],
  ['streams', true, ['trial 10', 'trial 9', 'Trial 1']],
] as const)('are sorted by %s, descending: %s', (by, isDescending, names) => {
  expect(sortRecordings(recordings, { by, isDescending }, 'en').map(({ name }) => name)).toEqual(names);
});

it('tells what is cut off from what cannot be read', () => {
  expect(stateOf(recording('a', { startedNs: '1' }))).toBe('complete');
  expect(stateOf(recording('a', { startedNs: '1', complete: false }))).toBe('cut-off');
  expect(stateOf(recording('a', { complete: false }))).toBe('unreadable');
  expect(stateOf(recording('a', { startedNs: '1', complete: false, isRunning: true }))).toBe('running');
});
