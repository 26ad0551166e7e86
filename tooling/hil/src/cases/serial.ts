/** A serial port of a USB device, `/dev/ttyACM0`, whose far end is `/dev/ttyGS0`: dummy_hcd, g_serial and cdc-acm of the kernel. */
import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import type { SerialConnection } from '@modlink/sdk';
import serialTransport from '@modlink/transport-serial';
import { loadModule, settled, unloadModule } from '../guest/modules.js';
import { createRuntime } from '../guest/runtime.js';
import { until } from '../guest/until.js';
import type { BenchGroup } from './bench-case.js';

const path = '/dev/ttyACM0';
const farPath = '/dev/ttyGS0';
const baudRate = 115_200;

/** The ids of the OpenBCI dongle, an FTDI FT231X. */
const usb = { vendorId: '0403', productId: '6015', serialNumber: 'DM00Q0QK', manufacturer: 'FTDI' };

async function plugIn(): Promise<void> {
  await loadModule('dummy_hcd');
  await loadModule('cdc-acm');
  await loadModule('g_serial', {
    idVendor: `0x${usb.vendorId}`,
    idProduct: `0x${usb.productId}`,
    iSerialNumber: usb.serialNumber,
    iManufacturer: usb.manufacturer,
    iProduct: 'FT231X USB UART',
  });
  await until(`${path} appears`, () => isThere(path));
  await settled();
}

async function unplug(): Promise<void> {
  await unloadModule('g_serial');
  await until(`${path} disappears`, async () => !(await isThere(path)));
  await settled();
}

async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

/** Everything that arrives, copied. */
function listen(connection: SerialConnection): () => Buffer {
  const chunks: Buffer[] = [];
  connection.onData((bytes) => chunks.push(Buffer.from(bytes)));
  return () => Buffer.concat(chunks);
}

export const serialGroup: BenchGroup = {
  name: 'a serial port of a USB device (dummy_hcd, g_serial, serialport)',
  cases: [
    {
      name: 'it is listed with its USB ids and its serial number, and not any more once it was unplugged',
      async run() {
        const serial = serialTransport.create(createRuntime());
        await plugIn();
        const found = (await serial.list()).find((port) => port.path === path);
        await unplug();
        assert.deepEqual(found, { path, identity: 'usb:0403:6015:DM00Q0QK', ...usb });
        assert.ok(!(await serial.list()).some((port) => port.path === path));
      },
    },
    {
      name: 'it carries all bytes both ways',
      async run() {
        const serial = serialTransport.create(createRuntime());
        await plugIn();
        const near = await serial.open({ path, baudRate });
        const far = await serial.open({ path: farPath, baudRate });
        const arrived = { near: listen(near), far: listen(far) };
        const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256));
        await Promise.all([near.write(bytes), far.write(Buffer.from(bytes).reverse())]);
        await until('all bytes arrive at the device', () => arrived.far().length >= bytes.length);
        await until('all bytes arrive at the host', () => arrived.near().length >= bytes.length);
        assert.ok(arrived.far().equals(bytes));
        assert.ok(arrived.near().equals(Buffer.from(bytes).reverse()));
        await Promise.all([near.close(), far.close()]);
        await unplug();
      },
    },
    {
      name: 'unplugging ends an open port with DEVICE_UNPLUGGED, after the last bytes',
      async run() {
        const serial = serialTransport.create(createRuntime());
        await plugIn();
        const near = await serial.open({ path, baudRate });
        const far = await serial.open({ path: farPath, baudRate });
        const arrived = listen(near);
        const ends: (string | undefined)[] = [];
        near.onClose((error) => ends.push(error?.code));
        await far.write('the last words');
        await until('they arrive', () => arrived().toString() === 'the last words');
        await far.close();
        await unplug();
        await until('the port ends', () => ends.length > 0);
        assert.deepEqual(ends, ['DEVICE_UNPLUGGED']);
        await assert.rejects(near.write('?'), { code: 'CONNECTION_CLOSED' });
      },
    },
    {
      name: 'watch() tells when it comes and when it goes',
      async run() {
        const serial = serialTransport.create(createRuntime());
        let changes = 0;
        const stop = serial.watch(() => {
          changes += 1;
        });
        await serial.list();
        await serial.list();
        await plugIn();
        await until('the watch tells that it came', () => changes >= 1);
        const before = changes;
        await unplug();
        await until('the watch tells that it went', () => changes > before);
        stop();
      },
    },
  ],
};
