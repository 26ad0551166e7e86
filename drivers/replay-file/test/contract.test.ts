/** The driver contract, with recordings in memory and in virtual time. */
import { readFileSync } from 'node:fs';
import { type JsonObject, StreamDescriptor } from '@modlink/sdk';
import { describeDriver } from '@modlink/testkit/vitest';
import { ReplayFile } from '../src/index.js';
import { countingFrames, memoryStore, recordingOf } from './support/recordings.js';

const json = (name: string) =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as JsonObject;

const eeg = new StreamDescriptor({
  deviceId: 'amplifier.01',
  streamKey: 'eeg',
  payloadType: 'signal',
  nominalSampleRateHz: 250,
  chunkSize: 5,
  channelNames: ['a', 'b'],
});
const store = memoryStore({
  '/recordings/rest.mcap': recordingOf({ streams: [eeg], recorded: countingFrames(1_000) }),
});

describeDriver(() => new ReplayFile(store), {
  provider: 'file',
  manifest: json('package.json'),
  settingsSchema: json('settings.schema.json'),
  except: { tail: 'frames are those of the recording, and are never cut' },
});
