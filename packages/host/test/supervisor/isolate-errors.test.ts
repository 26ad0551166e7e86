import { expect, it } from 'vitest';
import { isolateGaveUp } from '../../src/supervisor/isolate-errors.js';

const exit = { exitCode: null, signal: null, stderr: '' };

it.each([
  [{ ...exit, cause: 'crashed', exitCode: 3 }, /ended with exit code 3\. Look at its last error output/],
  [{ ...exit, cause: 'crashed', signal: 'SIGSEGV' }, /was ended by SIGSEGV\. Look at its last error output/],
  [{ ...exit, cause: 'hung' }, /did not end a call in its time.*Check the device.*timeouts/],
  [{ ...exit, cause: 'blocked' }, /blocked its event loop.*heartbeatTimeoutMs/],
  [{ ...exit, cause: 'out-of-memory' }, /more memory than its limit.*memoryLimitMb/],
] as const)('a driver that is given up says how it ended and what to do: %o', (last, message) => {
  const error = isolateGaveUp('sensor', 'sensor.01', last);
  expect(error).toMatchObject({ code: 'ISOLATE_GAVE_UP', message: expect.stringMatching(message) });
  expect(error.message).toMatch(/connect the device again\.$/);
});
