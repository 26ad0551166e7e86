import type { ReadStream } from 'node:tty';
import type { Interruption } from '../interruption.js';

const ctrlC = '\u0003';

/**
 * Calls the action of each key that is pressed, where the input is a terminal. Ctrl-C, which is a key like others then,
 * goes to the interruption.
 */
export function onKeys(
  actions: Readonly<Record<string, () => void>>,
  interruption: Interruption,
  input: ReadStream = process.stdin,
): Disposable {
  if (input.isTTY !== true) return { [Symbol.dispose]() {} };
  const onData = (typed: Buffer): void => {
    for (const key of typed.toString('utf8')) {
      if (key === ctrlC) interruption.request('SIGINT');
      else if (Object.hasOwn(actions, key)) actions[key]?.();
    }
  };
  input.setRawMode(true);
  input.on('data', onData);
  input.resume();
  return {
    [Symbol.dispose]() {
      input.off('data', onData);
      input.pause();
      try {
        input.setRawMode(false);
      } catch {
        // The terminal was closed.
      }
    },
  };
}
