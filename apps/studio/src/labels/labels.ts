/** The set of labels that markers and segments are set with. */
import { z } from 'zod';

export const labelKinds = ['marker', 'segment'] as const;

export const label = z.object({
  /** Stays the same when it is renamed. */
  id: z.string().min(1),
  name: z.string().trim().min(1).max(200),
  /** A marker is a moment; a segment begins and ends. */
  kind: z.enum(labelKinds),
  /** The key that sets it: one character. */
  key: z.string().length(1).optional(),
});
export type Label = z.output<typeof label>;

export const labelSet = z.array(label).max(200);
export type LabelSet = readonly Label[];

/** What there is before anyone chose. */
export const firstLabels: Label[] = [
  { id: 'event', name: 'event', kind: 'marker', key: '1' },
  { id: 'artifact', name: 'artifact', kind: 'marker', key: '2' },
  { id: 'rest', name: 'rest', kind: 'segment', key: '3' },
  { id: 'task', name: 'task', kind: 'segment', key: '4' },
];

export type LabelProblem = 'empty' | 'taken' | 'key-taken' | 'key-reserved';

/** What keeps a label from being part of the set as it is. */
export function labelProblem(
  labels: LabelSet,
  { id, name, kind, key }: Label,
  reservedKeys: readonly string[],
): LabelProblem | undefined {
  const others = labels.filter((each) => each.id !== id);
  if (name.trim() === '') return 'empty';
  if (others.some((each) => each.kind === kind && each.name === name.trim())) return 'taken';
  if (key === undefined) return undefined;
  if (reservedKeys.includes(key.toLowerCase())) return 'key-reserved';
  return others.some((each) => each.key?.toLowerCase() === key.toLowerCase()) ? 'key-taken' : undefined;
}

export const withLabel = (labels: LabelSet, changed: Label): Label[] =>
  labels.some(({ id }) => id === changed.id)
    ? labels.map((each) => (each.id === changed.id ? changed : each))
    : [...labels, changed];

export const withoutLabel = (labels: LabelSet, id: string): Label[] =>
  labels.filter((each) => each.id !== id);

/** Moves a label towards the beginning (-1) or the end (1) of the set. */
export function movedLabel(labels: LabelSet, id: string, by: -1 | 1): Label[] {
  const moved = [...labels];
  const at = moved.findIndex((each) => each.id === id);
  const [one] = moved.slice(at, at + 1);
  const to = at + by;
  if (one === undefined || to < 0 || to >= moved.length) return moved;
  moved.splice(at, 1);
  moved.splice(to, 0, one);
  return moved;
}
