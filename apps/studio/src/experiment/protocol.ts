/** The protocol of an experiment: steps with what the subject reads, one after the other. */
import { z } from 'zod';

export const step = z.object({
  /** Stays the same when it is changed or moved. */
  id: z.string().min(1),
  /** The label of its segment in the recording: one line. */
  title: z.string().max(200),
  /** What is shown large; the title where it is empty. */
  prompt: z.string().max(5_000),
  /** Goes on to the next step by itself after so long. */
  durationS: z.number().positive().max(86_400).optional(),
});
export type Step = z.output<typeof step>;

export const protocol = z.object({ name: z.string().max(200), steps: z.array(step).max(1_000) });
export type Protocol = z.output<typeof protocol>;

/** As it is saved in a file. */
export const protocolFile = protocol.extend({
  format: z.literal('modlink-protocol'),
  version: z.literal(1),
});
export const toFile = (saved: Protocol): z.output<typeof protocolFile> => ({
  format: 'modlink-protocol',
  version: 1,
  ...saved,
});

export const emptyProtocol: Protocol = { name: '', steps: [] };

/** Steps without a title have no segment to write. */
export const isRunnable = ({ steps }: Protocol): boolean =>
  steps.length > 0 && steps.every(({ title }) => title.trim() !== '');

/** `undefined` where a step has no duration: somebody goes on by hand. */
export function totalDurationS({ steps }: Protocol): number | undefined {
  let total = 0;
  for (const { durationS } of steps) {
    if (durationS === undefined) return undefined;
    total += durationS;
  }
  return total;
}

export const withStep = (steps: readonly Step[], changed: Step): Step[] =>
  steps.map((each) => (each.id === changed.id ? changed : each));

/** Moves a step towards the beginning (-1) or the end (1). */
export function movedStep(steps: readonly Step[], id: string, by: -1 | 1): Step[] {
  const at = steps.findIndex((each) => each.id === id);
  const other = steps[at + by];
  const one = steps[at];
  if (one === undefined || other === undefined) return [...steps];
  return steps.map((each) => (each === one ? other : each === other ? one : each));
}

/** Saved under its name; one of the same name is replaced. */
export const withProtocol = (saved: readonly Protocol[], one: Protocol): Protocol[] =>
  [...saved.filter(({ name }) => name !== one.name), one].sort((a, b) => a.name.localeCompare(b.name));
