/**
 * How each example in JavaScript, TypeScript and Python is checked. `package`: a test of its own package runs it. `run`: the
 * test beside this file runs it. `types`: it is checked against the types (Python: compiled), and there is a reason why it is
 * not run. `context` is what stands before it, for a part of a program.
 */
export type ExampleCheck =
  | { readonly how: 'package' | 'run' }
  | { readonly how: 'types'; readonly reason: string; readonly context?: string; readonly after?: string };

const inPackage = { how: 'package' } as const;
const run = { how: 'run' } as const;
const host = `import type { Host } from '@modlink/host'; declare const host: Host;`;
const client = `import type { ModlinkClient } from '@modlink/client'; declare const client: ModlinkClient;`;
const createHost = `import { createHost } from '@modlink/host';`;

/** What a fragment of a driver's method has around it. */
const inDriver = `import type { BleCharacteristic, JsonValue, TransportMap } from '@modlink/sdk';
interface Example { transports: TransportMap; parse(bytes: Uint8Array, ns: bigint): void; show(...values: unknown[]): void; hear(...values: unknown[]): void; emitConnectionLost(detail: JsonValue): void }
export async function example(this: Example, signal: AbortSignal, command: Uint8Array, id: string, mode: undefined) {`;
const ofDriver = { how: 'types', reason: 'a part of a driver', context: inDriver, after: '}' } as const;
const ofHost = {
  how: 'types',
  reason: 'one option, which the examples of the host run',
  context: createHost,
} as const;
const needsDevice = { how: 'types', reason: 'needs a device of this kind' } as const;

export const exampleChecks: Readonly<Record<string, ExampleCheck>> = {
  'apps/docs/reference/driver-check.md ts 1': {
    how: 'types',
    reason: 'the tests of modlink driver check run such a device',
  },
  'packages/client/README.md ts 1': run,
  'packages/client/README.md ts 2': { how: 'types', reason: 'the same calls as example 1', context: client },
  'packages/client/README.md ts 3': { how: 'types', reason: 'listens for ever', context: client },
  'packages/create-driver/README.md js 1': inPackage,
  'packages/export/README.md js 1': run,
  'packages/export/README.md python 1': run,
  'packages/export/README.md python 2': run,
  'packages/host/README.md js 1': inPackage, // tooling/end-to-end
  'packages/host/README.md js 2': {
    how: 'types',
    reason: 'rolls to another file after ten minutes',
    context: host,
  },
  'packages/host/README.md js 3': {
    how: 'types',
    reason: 'plays for minutes',
    context: `${host} declare function draw(values: unknown): void;`,
  },
  'packages/host/README.md ts 1': {
    how: 'types',
    reason: 'parts, which the tests of the settings run',
    context: host,
  },
  'packages/host/README.md ts 2': {
    how: 'types',
    reason: 'installs from a registry, which the tests of the host do from one of their own',
    context: host,
  },
  'packages/import/README.md js 1': run,
  'packages/installer/README.md ts 1': run,
  'packages/installer/README.md ts 2': {
    how: 'types',
    reason: 'installs from a registry, which the tests of the installer do from one of their own',
    context:
      "import type { DriverInstaller } from '@modlink/installer'; declare const installer: DriverInstaller;",
  },
  'packages/line-parser/README.md js 1': inPackage,
  'packages/protocol/README.md ts 1': { how: 'types', reason: 'asks a server at a fixed address' },
  'packages/recording/README.md js 1': run,
  'packages/recording/README.md js 2': run,
  'packages/recording/README.md js 3': { how: 'types', reason: 'plays for minutes' },
  'packages/recording/README.md js 4': { how: 'types', reason: 'reads a folder at a fixed place' },
  'packages/transport-ble/README.md ts 1': ofHost,
  'packages/transport-ble/README.md ts 2': ofDriver,
  'packages/transport-ble/README.md ts 3': needsDevice,
  'packages/transport-capture/README.md ts 2': {
    how: 'types',
    reason: 'reads a fixture that is not there',
    context: `import type { Driver } from '@modlink/sdk'; import { readCapture, playCaptures } from '@modlink/transport-capture';
import { FrameRecorder, VirtualClock } from '@modlink/testkit'; declare const createDriver: () => Driver;`,
  },
  'packages/transport-hid/README.md ts 1': ofHost,
  'packages/transport-hid/README.md ts 2': ofDriver,
  'packages/transport-hid/README.md ts 3': needsDevice,
  'packages/transport-media/README.md ts 1': ofHost,
  'packages/transport-media/README.md ts 2': ofDriver,
  'packages/transport-media/README.md js 1': inPackage,
  'packages/transport-serial/README.md ts 1': ofHost,
  'packages/transport-serial/README.md ts 2': ofDriver,
  'packages/transport-serial/README.md ts 3': needsDevice,
  'drivers/replay-file/README.md js 1': { how: 'types', reason: 'plays again and again' },
  'apps/server/README.md ts 1': run,
  'apps/server/README.md python 1': { how: 'types', reason: 'posts to a fixed address' },
  'apps/server/README.md python 2': {
    how: 'types',
    reason: 'for ever, at a fixed address; examples/python-reader/live.py, which is run, is the same',
  },
  'apps/server/README.md js 1': {
    how: 'types',
    reason: 'edits a recording that is there; the tests of the server send the same',
    context: 'declare const url: string; declare const id: string;',
  },
  'apps/server/README.md js 2': {
    how: 'types',
    reason: 'at a fixed address; examples/plain-javascript, which is run, is the same',
  },
  'apps/studio/README.md ts 1': {
    how: 'types',
    reason: 'a part of a server, which the command runs',
    context: host,
  },
  'apps/docs/guide/export.md python 1': run,
  'apps/docs/guide/export.md python 2': run,
  'apps/docs/guide/export.md python 3': run,
  'apps/docs/guide/record.md python 1': run,
  'apps/docs/guide/start.md js 1': run,
  'apps/docs/reference/time.md js 1': {
    how: 'types',
    reason: 'the same calls as example 2 of @modlink/recording, which is run',
  },
};

/** Examples that a test of their own file runs: those of the tutorial, of the SDK, the test kit, the drivers. */
export const checkedElsewhere =
  /^(apps\/docs\/drivers\/tutorial\.md|packages\/(sdk|testkit)\/README\.md) |^packages\/transport-capture\/README\.md ts 1$|^drivers\/(?!replay-file)[a-z-]+\/README\.md js 1$/;
