/** The driver contract, for each of the devices. */
import { readFileSync } from 'node:fs';
import type { JsonObject } from '@modlink/sdk';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe } from 'vitest';
import { deviceKinds } from '../src/devices.js';
import createDriver from '../src/index.js';

const packageFile = (name: string): JsonObject =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as JsonObject;

describe.each(deviceKinds)('the device "%s"', (kind) => {
  describeDriver(createDriver, {
    provider: 'synthetic',
    manifest: packageFile('package.json'),
    settingsSchema: packageFile('settings.schema.json'),
    choose: (results) => results.find(({ extra }) => extra.kind === kind),
  });
});
