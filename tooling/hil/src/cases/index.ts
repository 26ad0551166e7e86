import type { BenchGroup } from './bench-case.js';
import { cameraGroup } from './camera.js';
import { hidGroup } from './hid.js';
import { microphoneGroup } from './microphone.js';
import { motionGroup } from './motion.js';
import { serialGroup } from './serial.js';

/** Everything that is tried in the machine, in its order. */
export const benchGroups: readonly BenchGroup[] = [
  serialGroup,
  hidGroup,
  motionGroup,
  cameraGroup,
  microphoneGroup,
];
