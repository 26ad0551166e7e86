import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PseudoTerminal } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import serialTransport from '../src/index.js';
import { type NativeSerial, nativeSerial } from '../src/native.js';
import { createSerialTransport } from '../src/transport.js';
import { createRuntime, patience, rejectionOf } from './fixture.js';

const run = promisify(execFile);
const pty = await part('pty');
const baudRate = 115_200;

describe('the module', () => {
  it('is the serial transport', () => {
    expect(serialTransport.kind).toBe('serial');
    expect(Object.keys(serialTransport.create(createRuntime())).sort()).toEqual(['list', 'open', 'watch']);
  });
});

pty.describe('opening a port', () => {
  let terminal: PseudoTerminal;
  let holders: Map<string, string>;

  beforeEach(() => {
    terminal = new PseudoTerminal(() => {});
    holders = new Map();
  });
  afterEach(() => terminal.close());

  const open = (options: { path?: string; signal?: AbortSignal; holder?: string } = {}) =>
    serialTransport
      .create(createRuntime(holders, options.holder))
      .open({ path: options.path ?? terminal.path, baudRate, signal: options.signal });

  it('holds the lease of the device from opening to closing', async () => {
    const connection = await open();
    expect([...holders.keys()]).toEqual([`serial:${terminal.path}`]);
    expect(connection).toMatchObject({ path: terminal.path, isOpen: true });
    await connection.close();
    expect(holders.size).toBe(0);
    expect(connection.isOpen).toBe(false);
  });

  it('says that a port does not exist', async () => {
    const error = await rejectionOf(open({ path: '/dev/ttyNONE0' }));
    expect(error).toMatchObject({ code: 'DEVICE_NOT_FOUND', subject: { path: '/dev/ttyNONE0' } });
    expect(error.message).toContain('search again');
    expect(holders.size).toBe(0);
  });

  it('names the driver that holds the port, also through another path of the device', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'modlink-serial-'));
    await symlink(terminal.path, join(folder, 'by-id'));
    const connection = await open({ holder: 'openbci_cyton.01' });
    const error = await rejectionOf(open({ path: join(folder, 'by-id') }));
    expect(error).toMatchObject({ code: 'DEVICE_BUSY' });
    expect(error.message).toContain('openbci_cyton.01');
    await connection.close();
    await rm(folder, { recursive: true });
  });

  it('says that another program holds the port, and keeps no lease', async () => {
    const connection = await open();
    const others = new Map<string, string>();
    const otherHost = serialTransport.create(createRuntime(others));
    const error = await rejectionOf(otherHost.open({ path: terminal.path, baudRate }));
    expect(error).toMatchObject({ code: 'DEVICE_BUSY' });
    expect(error.message).toContain('another program');
    expect(others.size).toBe(0);
    await connection.close();
  });

  it.each(['/tmp', fileURLToPath(import.meta.url)])('says that %s is no serial port', async (path) => {
    const error = await rejectionOf(open({ path }));
    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(error.message).toContain('not a serial port');
    expect(holders.size).toBe(0);
  });

  it('passes on which settings the platform refuses', async () => {
    const error = await rejectionOf(
      serialTransport.create(createRuntime(holders)).open({ path: terminal.path, baudRate, stopBits: 1.5 }),
    );
    expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(error.message).toContain('refuses these settings');
  });

  it.skipIf(process.getuid?.() !== 0)(
    'says what to do when the user has no permission (needs root, to become a user without rights)',
    async () => {
      const script = fileURLToPath(new URL('open-as-nobody.mjs', import.meta.url));
      const { stdout } = await run(process.execPath, [script, terminal.path], {
        uid: 65534,
        gid: 65534,
        cwd: fileURLToPath(new URL('..', import.meta.url)),
      });
      const error = JSON.parse(stdout) as { code: string; message: string };
      expect(error.code).toBe('PERMISSION_DENIED');
      if (process.platform === 'linux') expect(error.message).toMatch(/dialout.*uucp.*udev rule/s);
    },
  );

  it('gives up when it is aborted, and closes what opens later', async () => {
    const controller = new AbortController();
    const reason = new Error('too slow');
    let opened: Promise<unknown> | undefined;
    const native: NativeSerial = {
      ...nativeSerial,
      open(options) {
        const port = nativeSerial.open(options);
        opened = port;
        controller.abort(reason);
        return port;
      },
    };
    const opening = createSerialTransport(createRuntime(holders), native).open({
      path: terminal.path,
      baudRate,
      signal: controller.signal,
    });
    expect(await rejectionOf(opening)).toBe(reason);
    await opened;
    await vi.waitFor(() => expect(holders.size).toBe(0), patience);
    const next = await open();
    await next.close();
  });
});

describe('failures that cannot be made with a real port', () => {
  const failing = (message: string) =>
    rejectionOf(
      createSerialTransport(createRuntime(), {
        list: () => Promise.reject(new Error(message)),
        open: () => Promise.reject(new Error(message)),
      }).open({ path: '/dev/null', baudRate }),
    );

  it.each([
    ['Opening COM3: Access denied', 'DEVICE_BUSY'],
    ['Opening COM3: File not found', 'DEVICE_NOT_FOUND'],
    ['Error: Device or resource busy, cannot open /dev/ttyUSB0', 'DEVICE_BUSY'],
    ['Error: No such device, cannot open /dev/ttyUSB0', 'DEVICE_NOT_FOUND'],
    ['Opening COM3: Unknown error code 31', 'IO_FAILED'],
  ])('understands "%s"', async (message, code) => {
    expect(await failing(message)).toMatchObject({ name: 'TransportError', code });
  });
});
