import { arch, cpus, totalmem, type } from 'node:os';
import type { Machine } from './measurement.js';

/** The machine that this runs on, without its name. */
export function thisMachine(): Machine {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() || 'unknown processor',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${arch()}`,
    node: process.version,
  };
}

/** In one line. */
export const describeMachine = ({ cpu, cores, memoryGB, system, node }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryGB} GB, ${system}, Node ${node}`;
