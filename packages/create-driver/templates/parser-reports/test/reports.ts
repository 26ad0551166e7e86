import { reportBytes } from '../src/parser/index.js';

/** What the device sends for one sample. */
export function encodeReport(stream: number, counter: number, values: ArrayLike<number>): Uint8Array {
  const report = new Uint8Array(reportBytes(values.length));
  const view = new DataView(report.buffer);
  report.set([stream + 1, counter % 256]);
  for (let index = 0; index < values.length; index++) view.setInt16(2 + 2 * index, values[index] ?? 0, true);
  return report;
}
