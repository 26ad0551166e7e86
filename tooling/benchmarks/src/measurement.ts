/** What a run of the suite gives. */

/** One number, and the number beside it from the same run: what the machine does at best for the same work. */
export interface Measurement {
  /** Stable, as in `throughput/process/eeg/1 tap`. */
  readonly id: string;
  readonly value: number;
  readonly unit: Unit;
  /** The measurement beside it. */
  readonly beside: { readonly what: string; readonly value: number };
  readonly better: 'higher' | 'lower';
}

export type Unit = 'frames/s' | 'frames' | 'ms' | 'minutes' | 'MB' | 'MB/s' | '%';

/** How many times the value is of what it is measured beside. */
export const ratioOf = ({ value, beside }: Measurement): number => value / beside.value;

/** The machine that a run was made on; nothing that names it. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly system: string;
  readonly node: string;
}

export interface Results {
  readonly machine: Machine;
  /** Day of the run, UTC. */
  readonly date: string;
  /** How thorough it was. */
  readonly plan: string;
  readonly measurements: readonly Measurement[];
}
