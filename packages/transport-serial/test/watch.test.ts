import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { watchDeviceFiles } from '../src/device-files.js';
import type { NativePortInfo } from '../src/native.js';
import { createSerialTransport } from '../src/transport.js';
import { createRuntime, patience } from './fixture.js';

const dongle: NativePortInfo = {
  path: '/dev/ttyUSB0',
  vendorId: '0403',
  productId: '6015',
  serialNumber: '7',
};

/** A machine at which a test plugs in and out. A real pseudo-terminal is no port that a platform lists. */
function machine(ports: readonly NativePortInfo[]) {
  const state = { ports };
  const transport = createSerialTransport(createRuntime(), {
    list: async () => state.ports,
    open: () => Promise.reject(new Error('not opened here')),
  });
  return { state, transport };
}

describe('watch', () => {
  it('tells of ports that come and go, by the interval where the platform gives no hint', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { state, transport } = machine([]);
    const onChange = vi.fn();
    const stop = transport.watch(onChange);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(onChange).not.toHaveBeenCalled();
    state.ports = [dongle];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(onChange).toHaveBeenCalledTimes(1);
    // Another device in the same socket.
    state.ports = [{ ...dongle, serialNumber: '8' }];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(onChange).toHaveBeenCalledTimes(2);
    stop();
    state.ports = [];
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onChange).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.runIf(process.platform !== 'win32')('is hinted at by the files of ports', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'modlink-dev-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const look = vi.fn();
    const stop = watchDeviceFiles(look, folder);
    onTestFinished(stop);
    await writeFile(join(folder, 'ttyUSB0'), '');
    await vi.waitFor(() => expect(look).toHaveBeenCalled(), patience);
    look.mockClear();
    await rm(join(folder, 'ttyUSB0'));
    await vi.waitFor(() => expect(look).toHaveBeenCalled(), patience);
  });

  it('goes on without hints where the folder cannot be watched', () => {
    expect(watchDeviceFiles(() => expect.fail('nothing to see'), '/no/such/folder')).toBeTypeOf('function');
  });
});
