import { createLogUpdate } from 'log-update';
import type { Output } from './output.js';
import { countText, sizeText } from './quantities.js';

/** How far a long job is. */
export interface ProgressLine extends Disposable {
  show(done: number, total: number): void;
  clear(): void;
}

/**
 * A bar on a terminal, and nothing elsewhere: there the result alone is of interest.
 * @param unit - `bytes`, or what is counted.
 */
export function progressLine({ terminal, colors }: Output, what: string, unit: string): ProgressLine {
  if (terminal === undefined) return { show() {}, clear() {}, [Symbol.dispose]() {} };
  const draw = createLogUpdate(terminal);
  const clear = (): void => {
    draw.clear();
    draw.done();
  };
  return {
    show(done, total) {
      const width = Math.max(Math.min((terminal.columns || 80) - 40, 40), 8);
      const filled = total === 0 ? width : Math.round((done / total) * width);
      const bar = colors.cyan('█'.repeat(filled)) + colors.dim('░'.repeat(width - filled));
      const amounts =
        unit === 'bytes'
          ? `${sizeText(done)} of ${sizeText(total)}`
          : `${countText(done)} of ${countText(total)} ${unit}`;
      draw(`${what} ${bar} ${amounts}`);
    },
    clear,
    [Symbol.dispose]: clear,
  };
}
