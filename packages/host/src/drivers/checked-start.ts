import type { StartIsolate } from '../supervisor/start-isolate.js';
import type { DriverCatalogue } from './driver-catalogue.js';

/**
 * Starts drivers after a look at their packages as they are now, and remembers which package ran under the driver's id.
 * A restart looks again too: an update may have come in between.
 */
export function startChecked(catalogue: DriverCatalogue, start: StartIsolate): StartIsolate {
  return async (driver, ...rest) => {
    const checked = await catalogue.recheck(driver);
    const loaded = await start(checked, ...rest);
    await catalogue.remember(checked);
    return loaded;
  };
}
