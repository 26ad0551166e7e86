/** With what `modlink driver check` runs the driver: two seconds that were recorded of the synthetic EEG. */
import { fileURLToPath } from 'node:url';
import type { DriverCheckOptions } from '@modlink/testkit';

const recording: Partial<DriverCheckOptions> = {
  settings: { file: fileURLToPath(new URL('./test/fixtures/rest.mcap', import.meta.url)) },
  except: {
    settings: 'the recordings that it offers unless told otherwise are those of the user',
    tail: 'frames are those of the recording, and are never cut',
  },
};

export default { 'replay-file': recording };
