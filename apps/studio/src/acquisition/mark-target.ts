/** Where markers and segments go while nothing is recorded: a player takes them at its cursor. */
import { useEffect, useEffectEvent } from 'react';
import type { Label } from '../labels/labels.js';

type Marked = Pick<Label, 'name' | 'kind'>;

let target: ((label: Marked) => void) | undefined;

/** While this is on the page, labels that are set go here, unless a recording runs. */
export function useMarkTarget(onMark: (label: Marked) => void): void {
  const mark = useEffectEvent(onMark);
  useEffect(() => {
    const take = (label: Marked) => mark(label);
    target = take;
    return () => {
      if (target === take) target = undefined;
    };
  }, []);
}

/** @returns whether there was somewhere to set it. */
export function markTarget(label: Marked): boolean {
  target?.(label);
  return target !== undefined;
}
