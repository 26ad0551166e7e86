import type { BenchGroup } from './bench-case.js';
import { hidGroup } from './hid.js';
import { serialGroup } from './serial.js';

/** Everything that is tried in the machine, in its order. */
export const benchGroups: readonly BenchGroup[] = [serialGroup, hidGroup];
