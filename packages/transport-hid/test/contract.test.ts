/**
 * The contract over this package with simulated devices in the place of node-hid: no kernel of a test machine has devices that
 * come and go at will. The bench of `tooling/hil` runs the same rules over node-hid and virtual devices of a real kernel.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HidConnection } from '@modlink/sdk';
import { type HidContractDevice, type HidSubject, simulatedHidSubject } from '@modlink/testkit';
import { describeHidTransport } from '@modlink/testkit/vitest';
import type { NativeHid } from '../src/native.js';
import { createHidTransport } from '../src/transport.js';
import { createRuntime, listed } from './fixture.js';

/** As node-hid says it. */
const disconnected =
  'could not read from HID device: hid_read_timeout: unexpected poll error (device disconnected)';

async function makeSubject(device: HidContractDevice): Promise<HidSubject> {
  const simulated = simulatedHidSubject(device);
  const folder = await mkdtemp(join(tmpdir(), 'modlink-hid-'));
  // Paths are looked up in the file system.
  const path = join(folder, 'hidraw0');
  await writeFile(path, '');
  const native: NativeHid = {
    list: async () => (await simulated.transport.list()).map((info) => listed({ ...info, path })),
    async open(_, { onReport, onEnd }) {
      const connection: HidConnection = await simulated.transport.open({ path: simulated.path });
      connection.onInputReport(onReport);
      connection.onClose((error) => error && onEnd(new Error(disconnected)));
      return {
        write: (report) => connection.sendOutputReport(report),
        sendFeatureReport: (report) => connection.sendFeatureReport(report),
        getFeatureReport: (id, length) => connection.getFeatureReport(id, length),
        getReportDescriptor: () => connection.getReportDescriptor(),
        close: () => connection.close(),
      };
    },
  };
  return {
    transport: createHidTransport(createRuntime(), native),
    path,
    received: simulated.received,
    async pass() {
      await simulated.pass();
      // The watch looks again in real time.
      await new Promise((resolve) => setTimeout(resolve, 10));
    },
    dispose: () => rm(folder, { recursive: true }),
  };
}

describeHidTransport('node-hid replaced by simulated devices', makeSubject);
