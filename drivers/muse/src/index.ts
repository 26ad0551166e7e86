/** `@modlink/driver-muse`: Muse headbands for ModLink. */
import { Muse } from './driver.js';

export { Muse } from './driver.js';
export { MuseError, type MuseErrorCode, museErrorCodes } from './errors.js';
export type { MuseExtra } from './search.js';
export { defaultSettings, type MeasurementName, type MuseSettings, measurementNames } from './settings.js';

/** The factory that a host calls. */
export default function createDriver(): Muse {
  return new Muse();
}
