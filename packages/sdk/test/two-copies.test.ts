import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as ours from '../src/index.js';
import { notingContext } from './driver/bench-driver.js';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'modlink-sdk-copy-'));

/** The SDK once more, as the package manager leaves it when a driver brings another version. */
let theirs: typeof ours;

beforeAll(async () => {
  cpSync(join(packageFolder, 'dist'), join(folder, 'dist'), { recursive: true });
  symlinkSync(join(packageFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  theirs = (await import(pathToFileURL(join(folder, 'dist/index.js')).href)) as typeof ours;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A driver that was written with the other copy. */
function theirDriver() {
  class TheirDriver extends theirs.Driver {
    readonly deviceId = 'bench.01';
    descriptors() {
      return [
        new theirs.StreamDescriptor({
          deviceId: 'bench.01',
          streamKey: 'eeg',
          payloadType: 'signal',
          nominalSampleRateHz: 100,
          chunkSize: 10,
          channelNames: ['a', 'b'],
        }),
      ];
    }
    search() {
      return [];
    }
    connectDevice() {}
    disconnectDevice() {}
    startStreaming() {
      this.emit('eeg', [1, 2]);
    }
    stopStreaming() {}
  }
  return new TheirDriver();
}

describe('two copies of the SDK work together', () => {
  it('are really two', () => {
    expect(theirs.Driver).not.toBe(ours.Driver);
    expect(theirDriver()).not.toBeInstanceOf(ours.Driver);
  });

  it('a driver of the other copy is recognized by its brand', () => {
    expect(ours.isDriver(theirDriver())).toBe(true);
    expect(ours.isDriverClass(theirs.Driver)).toBe(true);
    expect(ours.isDriverClass(theirs.LoopDriver)).toBe(true);
    expect(theirs.isDriverClass(ours.LoopDriver)).toBe(true);
  });

  it('a driver of the other copy emits into our context', async () => {
    const { context, seen } = notingContext();
    const driver = theirDriver() as unknown as ours.Driver;
    driver.bind(context);
    await driver.startStreaming({ signal: new AbortController().signal });
    expect(seen.frames.map(({ streamId, seq }) => [streamId, seq])).toEqual([['bench.01:eeg', 0]]);
    expect(ours.dtypeOf(seen.frames[0]?.data.values)).toBe('float32');
  });

  it('an error of the other copy is one of ModLink, with its code and subject', () => {
    const error = new theirs.TransportError('DEVICE_BUSY', 'Busy.', { subject: { path: 'COM3' } });
    expect(error).not.toBeInstanceOf(ours.ModlinkError);
    expect(ours.isModlinkError(error)).toBe(true);
    expect(ours.serializeError(error)).toMatchObject({
      name: 'TransportError',
      code: 'DEVICE_BUSY',
      subject: { path: 'COM3' },
    });
  });

  it('a descriptor of the other copy comes over through its JSON form', () => {
    const [theirDescriptor] = theirDriver().descriptors();
    const descriptor = new ours.StreamDescriptor((theirDescriptor as ours.StreamDescriptor).toJSON());
    expect(descriptor.streamId).toBe('bench.01:eeg');
  });
});
