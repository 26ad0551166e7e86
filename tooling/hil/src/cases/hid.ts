/** HID devices that the kernel gets from `/dev/uhid`, through `@modlink/transport-hid` and node-hid on `/dev/hidraw*`. */
import assert from 'node:assert/strict';
import { DualSenseSimulator, swung } from '@modlink/simulators/hid';
import { hidTransportRules } from '@modlink/testkit';
import hidTransport from '@modlink/transport-hid';
import { loadModule } from '../guest/modules.js';
import { createRuntime } from '../guest/runtime.js';
import { simulateOnUhid } from '../guest/simulated-controller.js';
import { uhidSubject } from '../guest/uhid-subject.js';
import { until } from '../guest/until.js';
import type { BenchCase, BenchGroup } from './bench-case.js';

export async function loadHid(): Promise<void> {
  await loadModule('uhid');
  await loadModule('hid-generic');
}

const contractCases = hidTransportRules.map(
  (rule): BenchCase => ({
    name: `HID contract: ${rule.name}`,
    async run() {
      await loadHid();
      const subject = await uhidSubject(rule.device);
      try {
        await rule.check(subject);
      } finally {
        await subject.dispose();
      }
    },
  }),
);

const controllerCases = (['usb', 'bluetooth'] as const).map(
  (connection): BenchCase => ({
    name: `a DualSense over ${connection} is listed, tells its descriptor and its calibration, and sends every report`,
    async run() {
      await loadHid();
      const options = { connection, motion: swung, rateHz: 50 } as const;
      const simulator = new DualSenseSimulator(options);
      const controller = await simulateOnUhid(simulator);
      try {
        const hid = hidTransport.create(createRuntime());
        const { product, serialNumber, vendorId, productId, busType, usagePage, usage } = simulator.info;
        const info = (await hid.list()).find(({ path }) => path === controller.path);
        const identity = `hid:054c:0ce6:${serialNumber}`;
        const collections = [{ usagePage, usage }];
        assert.deepEqual(info, {
          ...{ path: controller.path, identity, vendorId, productId, busType, usagePage, usage, collections },
          ...{ product, serialNumber },
        });
        const device = await hid.open({ path: controller.path });
        assert.deepEqual(
          Buffer.from(await device.getReportDescriptor()),
          Buffer.from(simulator.reportDescriptor),
        );
        const calibration = new DualSenseSimulator(options).featureReport(0x05);
        assert.deepEqual(
          Buffer.from(await device.getFeatureReport(0x05, 41)),
          Buffer.from(calibration ?? []),
        );
        await assert.rejects(device.getFeatureReport(0x63, 8), { code: 'IO_FAILED' });
        const seen: Buffer[] = [];
        device.onInputReport((report) => seen.push(Buffer.from(report)));
        await until('100 reports arrive', () => seen.length >= 100);
        await device.close();
        const sent = controller.sent.map((report) => Buffer.from(report).toString('hex'));
        const first = sent.indexOf(seen[0]?.toString('hex') ?? '');
        const arrived = seen.slice(0, 100).map((report) => report.toString('hex'));
        assert.deepEqual(arrived, sent.slice(first, first + 100));
      } finally {
        controller.destroy();
      }
    },
  }),
);

const hotPlugCase: BenchCase = {
  name: 'watch() tells of a device that comes and of one that goes',
  async run() {
    await loadHid();
    const hid = hidTransport.create(createRuntime());
    let changes = 0;
    const stop = hid.watch(() => {
      changes += 1;
    });
    await hid.list();
    await hid.list();
    const simulator = new DualSenseSimulator({ connection: 'usb', motion: swung });
    const controller = await simulateOnUhid(simulator);
    await until('the watch tells that it came', () => changes === 1);
    controller.destroy();
    await until('the watch tells that it went', () => changes === 2);
    stop();
  },
};

export const hidGroup: BenchGroup = {
  name: 'HID devices on /dev/hidraw (uhid, node-hid)',
  cases: [...contractCases, ...controllerCases, hotPlugCase],
};
