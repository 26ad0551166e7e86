/** `@modlink/driver-openbci-ganglion`: the OpenBCI Ganglion for ModLink. */
import { OpenBciGanglion } from './driver.js';

export { OpenBciGanglion } from './driver.js';
export { GanglionError, type GanglionErrorCode, ganglionErrorCodes } from './errors.js';
export type { GanglionExtra } from './search.js';
export { type ChannelSettings, defaultSettings, type GanglionSettings } from './settings.js';

/** The factory that a host calls. */
export default function createDriver(): OpenBciGanglion {
  return new OpenBciGanglion();
}
