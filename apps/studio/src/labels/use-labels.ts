import { useStored } from '../storage/use-stored.js';
import { firstLabels, type Label, labelSet } from './labels.js';

/** The labels, as this browser keeps them. */
export const useLabels = (): [Label[], (labels: Label[]) => void] =>
  useStored('modlink-labels', labelSet, firstLabels);
