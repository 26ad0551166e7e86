import { expect, it } from 'vitest';
import {
  firstLabels,
  type Label,
  labelProblem,
  labelSet,
  movedLabel,
  withLabel,
  withoutLabel,
} from '../src/labels/labels.js';

const labels: Label[] = [
  { id: 'a', name: 'stimulus', kind: 'marker', key: '1' },
  { id: 'b', name: 'answer', kind: 'marker' },
  { id: 'c', name: 'rest', kind: 'segment', key: 'r' },
];

it.each([
  [{ id: 'n', name: ' ', kind: 'marker' }, 'empty'],
  [{ id: 'n', name: 'stimulus', kind: 'marker' }, 'taken'],
  [{ id: 'n', name: 'stimulus', kind: 'segment' }, undefined],
  [{ id: 'n', name: 'new', kind: 'marker', key: 'R' }, 'key-taken'],
  [{ id: 'n', name: 'new', kind: 'marker', key: 'M' }, 'key-reserved'],
  [{ id: 'n', name: 'new', kind: 'marker', key: '9' }, undefined],
  [{ id: 'a', name: 'stimulus', kind: 'marker', key: '1' }, undefined],
] as const)('%j is wrong because of %s', (label, problem) => {
  expect(labelProblem(labels, label, ['m'])).toBe(problem);
});

it('adds, changes, moves and deletes labels, and leaves the given set as it was', () => {
  const before = structuredClone(labels);
  const names = (set: readonly Label[]) => set.map(({ name }) => name);
  expect(names(withLabel(labels, { id: 'd', name: 'last', kind: 'marker' }))).toEqual([
    'stimulus',
    'answer',
    'rest',
    'last',
  ]);
  expect(names(withLabel(labels, { id: 'b', name: 'reply', kind: 'marker' }))).toEqual([
    'stimulus',
    'reply',
    'rest',
  ]);
  expect(names(movedLabel(labels, 'c', -1))).toEqual(['stimulus', 'rest', 'answer']);
  expect(names(movedLabel(labels, 'a', -1))).toEqual(names(labels));
  expect(names(movedLabel(labels, 'c', 1))).toEqual(names(labels));
  expect(names(withoutLabel(labels, 'a'))).toEqual(['answer', 'rest']);
  expect(labels).toEqual(before);
});

it('begins with labels that can be kept', () => {
  expect(labelSet.parse(firstLabels)).toEqual(firstLabels);
  for (const label of firstLabels) expect(labelProblem(firstLabels, label, ['m'])).toBeUndefined();
});
