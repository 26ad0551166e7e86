/** `@modlink/driver-microphone`: microphones for ModLink. */
import { Microphone } from './driver.js';

export { Microphone } from './driver.js';
export type { MicrophoneExtra } from './search.js';
export { type ConfiguredInput, defaultSettings, type MicrophoneSettings } from './settings.js';

/** The factory that a host calls. */
export default function createDriver(): Microphone {
  return new Microphone();
}
