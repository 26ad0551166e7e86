/** `@modlink/driver-webcam`: cameras for ModLink. */
import { Webcam } from './driver.js';

export { Webcam } from './driver.js';
export { WebcamError, type WebcamErrorCode, webcamErrorCodes } from './errors.js';
export type { WebcamExtra } from './search.js';
export {
  type ConfiguredInput,
  defaultSettings,
  pixelFormatChoices,
  type WebcamSettings,
} from './settings.js';

/** The factory that a host calls. */
export default function createDriver(): Webcam {
  return new Webcam();
}
