import type { ReadStream } from 'node:tty';
import type { Interruption } from '../interruption.js';

const ctrlC = '\u0003';
/** A key that is not one character is a sequence: ECMA-48, "CSI"; in application mode it begins with SS3. */
const csi = '\u001B';
const keyPattern = new RegExp(`${csi}[[O][0-9;]*[A-Za-z~]|.`, 'gsu');

/** What terminals send for the arrow keys. */
export const arrowKeys = { up: '\u001B[A', down: '\u001B[B', right: '\u001B[C', left: '\u001B[D' } as const;

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
    for (const [sequence] of typed.toString('utf8').matchAll(keyPattern)) {
      const key = sequence.replace(`${csi}O`, `${csi}[`);
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
