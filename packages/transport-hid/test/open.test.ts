import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { part } from '@modlink/test-parts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { permissionRemedy } from '../src/errors.js';
import hidTransport from '../src/index.js';
import type { NativeHidDevice, NativeHidEvents } from '../src/native.js';
import { createHidTransport } from '../src/transport.js';
import { createRuntime, nativeWith, rejectionOf } from './fixture.js';

const run = promisify(execFile);
const udev = await part('udev');

let folder: string;
/** A file in the place of a device file. */
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modlink-hid-'));
  path = join(folder, 'hidraw0');
  await writeFile(path, '');
});
afterAll(() => rm(folder, { recursive: true }));

/** A device whose calls do what a test says, and what was given to its native side. */
function deviceWith(parts: Partial<NativeHidDevice> = {}) {
  const holders = new Map<string, string>();
  let events: NativeHidEvents | undefined;
  const close = vi.fn(async () => {});
  const device: NativeHidDevice = {
    write: async () => {},
    sendFeatureReport: async () => {},
    getFeatureReport: async () => Uint8Array.of(),
    getReportDescriptor: async () => Uint8Array.of(),
    close,
    ...parts,
  };
  const hid = createHidTransport(
    createRuntime(holders),
    nativeWith({
      async open(_, given) {
        events = given;
        return device;
      },
    }),
  );
  return {
    hid,
    holders,
    close,
    report: (...bytes: number[]) => events?.onReport(Uint8Array.from(bytes)),
    end: (message: string) => events?.onEnd(new Error(message)),
  };
}

describe('the module', () => {
  it('is the HID transport', () => {
    expect(hidTransport.kind).toBe('hid');
    expect(Object.keys(hidTransport.create(createRuntime())).sort()).toEqual(['list', 'open', 'watch']);
  });
});

udev.describe('opening with node-hid', () => {
  const open = (given: string) => hidTransport.create(createRuntime()).open({ path: given });

  it('refuses an empty path', async () => {
    expect(await rejectionOf(open(''))).toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('says that a device is not there', async () => {
    const error = await rejectionOf(open('/dev/hidraw900'));
    expect(error).toMatchObject({ code: 'DEVICE_NOT_FOUND', subject: { path: '/dev/hidraw900' } });
    expect(error.message).toContain('search again');
  });

  it.runIf(process.platform === 'linux').each(['/dev/null', fileURLToPath(import.meta.url)])(
    'says that %s is no HID device',
    async (wrong) => {
      const error = await rejectionOf(open(wrong));
      expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
      expect(error.message).toContain('not a HID device');
    },
  );

  it.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'says what to do when the user has no permission (needs root, to become a user without rights)',
    async () => {
      await chmod(folder, 0o755);
      await chmod(path, 0o600);
      const { stdout } = await run(
        process.execPath,
        [fileURLToPath(new URL('open-as-nobody.mjs', import.meta.url)), path],
        { uid: 65534, gid: 65534, cwd: fileURLToPath(new URL('..', import.meta.url)) },
      );
      const error = JSON.parse(stdout) as { code: string; message: string };
      expect(error.code).toBe('PERMISSION_DENIED');
      expect(error.message).toContain('udev rule');
    },
  );
});

describe('the remedy for a missing permission', () => {
  it('is a udev rule with the ids of the device, for USB and Bluetooth alike', () => {
    const remedy = permissionRemedy('linux', { bus: 3, vendorId: 0x54c, productId: 0xce6 });
    expect(remedy).toContain('KERNEL=="hidraw*", KERNELS=="*:054C:0CE6.*", TAG+="uaccess"');
    expect(remedy).toContain('/etc/udev/rules.d/');
  });

  it('is Input Monitoring on macOS', () => {
    expect(permissionRemedy('darwin', undefined)).toContain('Input Monitoring');
  });
});

describe('failures that cannot be made with a device of this machine', () => {
  it.each([
    ["Failed to open a device with path '/dev/hidraw3': Device or resource busy", 'DEVICE_BUSY'],
    [
      'hid_open_path: failed to open IOHIDDevice from mach entry: (0xE00002C5) exclusive access',
      'DEVICE_BUSY',
    ],
    [
      'hid_open_path: failed to open IOHIDDevice from mach entry: (0xE00002E2) not permitted',
      'PERMISSION_DENIED',
    ],
    ['hid_open_path: device mach entry not found with the given path', 'DEVICE_NOT_FOUND'],
    ['open_device: (0x00000005) Access is denied.', 'PERMISSION_DENIED'],
    ['open_device: (0x00000020) The process cannot access the file', 'DEVICE_BUSY'],
    ['open_device: (0x00000002) The system cannot find the file specified.', 'DEVICE_NOT_FOUND'],
    ['set input buffers: (0x00000057) The parameter is incorrect.', 'IO_FAILED'],
    ['hidapi not initialized', 'TRANSPORT_UNAVAILABLE'],
  ])('understands "%s"', async (message, code) => {
    const holders = new Map<string, string>();
    const open = () => Promise.reject(new Error(`cannot open device with path x: ${message}`));
    const hid = createHidTransport(createRuntime(holders), nativeWith({ open }));
    expect(await rejectionOf(hid.open({ path }))).toMatchObject({ name: 'TransportError', code });
    expect(holders.size).toBe(0);
  });

  it.each([
    ['could not read from HID device: Input/output error', 'DEVICE_UNPLUGGED'],
    ['could not read from HID device: hid_read_timeout: device disconnected', 'DEVICE_UNPLUGGED'],
    [
      'could not read from HID device: ReadFile: (0x0000048F) The device is not connected.',
      'DEVICE_UNPLUGGED',
    ],
    ['could not read from HID device: Cannot allocate memory', 'IO_FAILED'],
  ])('tells by "%s" why a connection ended', async (message, code) => {
    const { hid, end, holders, close } = deviceWith();
    const connection = await hid.open({ path });
    const ends: unknown[] = [];
    connection.onClose((error) => ends.push(error?.code));
    end(message);
    await vi.waitFor(() => expect(ends).toEqual([code]));
    expect(holders.size).toBe(0);
    expect(close).toHaveBeenCalledOnce();
  });
});

describe('an open device', () => {
  it('holds the lease of the device, whichever of its paths is used', async () => {
    const { hid, holders } = deviceWith();
    const link = join(folder, 'by-id');
    await symlink(path, link);
    const connection = await hid.open({ path: link });
    expect(connection.path).toBe(link);
    expect([...holders.keys()]).toEqual([`hid:${path}`]);
    expect(await rejectionOf(hid.open({ path }))).toMatchObject({ code: 'DEVICE_BUSY' });
    await connection.close();
    expect(holders.size).toBe(0);
  });

  it('keeps no more than 1 MiB of reports, the newest', async () => {
    const { hid, report } = deviceWith();
    const connection = await hid.open({ path });
    const sizeBytes = 64;
    const count = (1024 * 1024) / sizeBytes + 10;
    for (let n = 0; n < count; n += 1) report(n & 0xff, n >> 8, ...new Array<number>(sizeBytes - 2).fill(0));
    const numbers: number[] = [];
    connection.onInputReport(([low = 0, high = 0]) => numbers.push(low + (high << 8)));
    await vi.waitFor(() => expect(numbers).toHaveLength(count - 10));
    expect(numbers[0]).toBe(10);
    await connection.close();
  });

  it('stays open when the device refuses a report, and ends when it is gone', async () => {
    let words = 'ioctl (GFEATURE): Connection timed out';
    const { hid } = deviceWith({ getFeatureReport: () => Promise.reject(new Error(words)) });
    const connection = await hid.open({ path });
    const ends: unknown[] = [];
    connection.onClose((error) => ends.push(error?.code));
    const refused = await rejectionOf(connection.getFeatureReport(5, 41));
    expect(refused).toMatchObject({ code: 'IO_FAILED' });
    expect(refused.message).toContain('timed out');
    await connection.sendOutputReport(Uint8Array.of(1));
    words = 'ioctl (GFEATURE): No such device';
    const gone = await rejectionOf(connection.getFeatureReport(5, 41));
    expect(gone).toMatchObject({ code: 'CONNECTION_CLOSED', cause: { code: 'DEVICE_UNPLUGGED' } });
    await vi.waitFor(() => expect(ends).toEqual(['DEVICE_UNPLUGGED']));
  });

  it.each([
    ['an empty output report', () => ['sendOutputReport', Uint8Array.of()] as const],
    ['an empty feature report', () => ['sendFeatureReport', Uint8Array.of()] as const],
    ['a report id beyond a byte', () => ['getFeatureReport', 256, 8] as const],
    ['no room for the id', () => ['getFeatureReport', 1, 0] as const],
  ])('refuses %s', async (_, call) => {
    const connection = await deviceWith().hid.open({ path });
    const [method, ...args] = call();
    const called = (connection[method] as (...given: unknown[]) => Promise<unknown>)(...args);
    expect(await rejectionOf(called)).toMatchObject({ code: 'INVALID_OPTIONS' });
    await connection.close();
  });

  it('is closed again when its opening was given up', async () => {
    const controller = new AbortController();
    const { hid, holders, close } = deviceWith();
    const opening = hid.open({ path, signal: controller.signal });
    const reason = new Error('too slow');
    controller.abort(reason);
    expect(await rejectionOf(opening)).toBe(reason);
    await vi.waitFor(() => expect(close).toHaveBeenCalledOnce());
    await vi.waitFor(() => expect(holders.size).toBe(0));
  });
});
