/** Exports into a data set as one of several processes, when all may begin: `export-bids.mjs <input> <output> <go>`. */
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { exportRecording } from '@modlink/export';

const [input, output, go] = process.argv.slice(2);
while (!existsSync(go)) await setTimeout(5);
await exportRecording({ input, output, format: 'bids', options: { packing: 'folder' } });
