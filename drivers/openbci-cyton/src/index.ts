/** `@modlink/driver-openbci-cyton`: the OpenBCI Cyton for ModLink. */
import { OpenBciCyton } from './driver.js';

export { OpenBciCyton } from './driver.js';
export { CytonError, type CytonErrorCode, cytonErrorCodes } from './errors.js';
export type { CytonExtra } from './search.js';
export {
  type ChannelInput,
  type ChannelSettings,
  type CytonSettings,
  channelInputs,
  defaultSettings,
} from './settings.js';

/** The factory that a host calls. */
export default function createDriver(): OpenBciCyton {
  return new OpenBciCyton();
}
