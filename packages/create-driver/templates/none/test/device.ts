/** The driver uses no transport of ModLink, so that there is nothing to simulate: its source makes its readings up. */
import type { SimulatedTransport, VirtualClock } from '@modlink/testkit';
import { madeUpValues } from '../src/source.js';

export const plugIn: ((clock: VirtualClock) => SimulatedTransport) | undefined = undefined;

/** What comes first. */
export const firstSample = (stream: number): number[] => madeUpValues(stream, 0);
