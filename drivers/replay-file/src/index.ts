/** `@modlink/driver-replay-file`: a recording as a device, for ModLink. */
import { ReplayFile } from './driver.js';

export { ReplayFile } from './driver.js';
export type { RecordingStore, StoredFile } from './recording-store.js';
export type { ReplayFileExtra } from './search.js';
export { defaultSettings, type ReplayFileSettings } from './settings.js';

/** The factory that a host calls. */
export default function createDriver(): ReplayFile {
  return new ReplayFile();
}
