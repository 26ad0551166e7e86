import type { Measurement, Results } from '../src/measurement.js';

/** A measurement with what a test is about; the rest is of no importance to it. */
export const measurement = (id: string, value: number, changes: Partial<Measurement> = {}): Measurement => ({
  id,
  value,
  unit: 'frames/s',
  beside: { what: 'bare pipe', value: 100 },
  better: 'higher',
  ...changes,
});

export const results = (...measurements: Measurement[]): Results => ({
  machine: { cpu: 'A processor', cores: 2, memoryGB: 8, system: 'Linux x64', node: 'v20.19.0' },
  date: '2026-01-31',
  plan: 'full',
  measurements,
});
