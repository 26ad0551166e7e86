import { expect, it } from 'vitest';
import { dataWords } from '../src/recordings/player/data-words.js';

it.each([
  [{ cause: 'crashed', exitCode: null, signal: 'SIGKILL' }, 'cause: crashed, signal: SIGKILL'],
  [{ gapFromNs: '12', lostFrames: 3 }, 'gap from: at 12, lost frames: 3'],
  [{ before: { rate: 1 } }, 'before: {"rate":1}'],
  ['left', 'left'],
  [7, '7'],
  [[1, 2], '[1,2]'],
  [undefined, '""'],
])('what belongs to an event is told in words: %j', (data, words) => {
  expect(dataWords(data, (ns) => `at ${ns}`)).toBe(words);
});
