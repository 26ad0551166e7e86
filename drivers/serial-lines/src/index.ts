/** `@modlink/driver-serial-lines`: any device that prints lines of values, for ModLink. */
import { SerialLines } from './driver.js';

export { commonBaudRates } from './detect.js';
export { SerialLines } from './driver.js';
export { SerialLinesError, type SerialLinesErrorCode, serialLinesErrorCodes } from './errors.js';
export type { SerialLinesExtra } from './search.js';
export { type ColumnSettings, defaultSettings, type SerialLinesSettings } from './settings.js';

/** The factory that a host calls. */
export default function createDriver(): SerialLines {
  return new SerialLines();
}
