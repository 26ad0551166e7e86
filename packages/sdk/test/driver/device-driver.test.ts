import { describe, expect, it } from 'vitest';
import {
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  SearchResult,
  StreamDescriptor,
} from '../../src/index.js';
import { gate, notingContext, stream } from './bench-driver.js';

/** What the driver below has open. */
interface Opened {
  readonly path: string;
  /** The test makes the device go away. */
  lose: (loss: DeviceLoss) => void;
}

const options: ControlOptions = { signal: new AbortController().signal };
const gone = { code: 'DEVICE_UNPLUGGED', message: 'It was unplugged.' };

/** Notes what it is asked to do; what the test puts into `failing` fails. */
class BenchDeviceDriver extends DeviceDriver<Opened, { path: string }> {
  readonly deviceId = 'bench.01';
  override readonly supportedProviders = ['serial', 'dongle'];
  readonly calls: string[] = [];
  failing = new Set<string>();
  halting: Promise<void> = Promise.resolve();
  opened: Opened | undefined;

  descriptors() {
    return [stream()];
  }
  protected findDevices(provider: string) {
    return [{ title: `Bench at ${provider}`, extra: { path: 'bench' } }];
  }
  protected openDevice({ extra: { path } }: SearchResult<{ path: string }>) {
    this.#note('open');
    this.opened = { path, lose: () => {} };
    return this.opened;
  }
  protected override streamsOf() {
    return [stream({ streamKey: 'found' })];
  }
  protected watchForLoss(device: Opened, lost: (loss: DeviceLoss) => void) {
    device.lose = lost;
  }
  protected begin() {
    this.#note('begin');
  }
  protected async halt() {
    this.#note('halt');
    await this.halting;
  }
  protected override endStreaming() {
    this.#note('end');
    if (!this.context.isClosed) this.emit('found', [1, 2]);
  }
  protected closeDevice() {
    this.#note('close');
  }
  get state() {
    return { isStreaming: this.isStreaming, path: this.openedDevice?.path };
  }

  #note(call: string): void {
    this.calls.push(call);
    if (this.failing.has(call)) throw new Error(`${call} failed`);
  }
}

const found = new SearchResult({ title: 'Bench', extra: { path: 'bench' } });

/** A driver in a context, connected and streaming where it is asked for. */
async function bench(upTo: 'bound' | 'connected' | 'streaming') {
  const driver = new BenchDeviceDriver();
  const warnings: string[] = [];
  const { context, seen } = notingContext({
    log: { debug() {}, info() {}, warn: (message) => warnings.push(message), error() {} },
  });
  driver.bind(context);
  if (upTo !== 'bound') driver.useDescriptors(await driver.connectDevice(found, options));
  if (upTo === 'streaming') await driver.startStreaming(options);
  driver.calls.length = 0;
  return { driver, seen, warnings };
}

describe('search', () => {
  it('looks with the providers that the driver has', async () => {
    const { driver } = await bench('bound');
    expect(await driver.search('dongle', options)).toEqual([
      { title: 'Bench at dongle', extra: { path: 'bench' } },
    ]);
  });

  it('refuses another provider, and names those that there are', async () => {
    const { driver } = await bench('bound');
    expect(() => driver.search('ble', options)).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_PROVIDER',
        message: expect.stringContaining('"serial" and "dongle", not through "ble"'),
      }),
    );
  });
});

describe('connecting', () => {
  it('gives the streams of the device that was found', async () => {
    const { driver } = await bench('bound');
    const streams = await driver.connectDevice(found, options);
    expect(streams.map(({ streamKey }) => streamKey)).toEqual(['found']);
    expect(streams[0]).toBeInstanceOf(StreamDescriptor);
    expect(driver.state).toEqual({ isStreaming: false, path: 'bench' });
  });

  it('refuses a second device before it opens it', async () => {
    const { driver } = await bench('connected');
    await expect(driver.connectDevice(found, options)).rejects.toMatchObject({ code: 'ALREADY_CONNECTED' });
    expect(driver.calls).toEqual([]);
  });

  it('holds nothing when opening fails', async () => {
    const { driver } = await bench('bound');
    driver.failing.add('open');
    await expect(driver.connectDevice(found, options)).rejects.toThrow('open failed');
    expect(driver.state.path).toBeUndefined();
    driver.failing.clear();
    await driver.connectDevice(found, options);
  });
});

describe('streaming', () => {
  it('begins once, and ends once, in order', async () => {
    const { driver } = await bench('connected');
    await driver.startStreaming(options);
    await driver.startStreaming(options);
    expect(driver.state.isStreaming).toBe(true);
    await driver.stopStreaming(options);
    await driver.stopStreaming(options);
    expect(driver.calls).toEqual(['begin', 'halt', 'end']);
    expect(driver.state.isStreaming).toBe(false);
  });

  it('needs a device', async () => {
    const { driver } = await bench('bound');
    await expect(driver.startStreaming(options)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await expect(driver.stopStreaming(options)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('is ended in order when it cannot begin, and can be begun again', async () => {
    const { driver } = await bench('connected');
    driver.failing.add('begin');
    await expect(driver.startStreaming(options)).rejects.toThrow('begin failed');
    expect(driver.calls).toEqual(['begin', 'halt', 'end']);
    expect(driver.state.isStreaming).toBe(false);
    driver.failing.clear();
    await driver.startStreaming(options);
    expect(driver.state.isStreaming).toBe(true);
  });

  it('has ended also when the device cannot be told to stop, which is an error', async () => {
    const { driver } = await bench('streaming');
    driver.failing.add('halt');
    await expect(driver.stopStreaming(options)).rejects.toThrow('halt failed');
    expect(driver.calls).toEqual(['halt', 'end']);
    expect(driver.state).toEqual({ isStreaming: false, path: 'bench' });
  });
});

describe('disconnecting', () => {
  it('stops, ends and closes; does nothing without a device', async () => {
    const { driver } = await bench('streaming');
    await driver.disconnectDevice();
    await driver.disconnectDevice();
    expect(driver.calls).toEqual(['halt', 'end', 'close']);
    expect(driver.state.path).toBeUndefined();
  });

  it('closes also a device that cannot be told to stop, and logs that', async () => {
    const { driver, warnings } = await bench('streaming');
    driver.failing.add('halt');
    await driver.onShutdown();
    expect(driver.calls).toEqual(['halt', 'end', 'close']);
    expect(warnings).toEqual([expect.stringContaining('halt failed')]);
  });
});

describe('a device that goes away', () => {
  it('ends streaming, emits the rest, and is told', async () => {
    const { driver, seen } = await bench('streaming');
    driver.opened?.lose(gone);
    expect(driver.calls).toEqual(['end']);
    expect(seen.frames).toHaveLength(1);
    expect(seen.losses).toEqual([gone]);
    expect(driver.state).toEqual({ isStreaming: false, path: undefined });
    await expect(driver.stopStreaming(options)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('is told once, and not after it was let go', async () => {
    const { driver, seen } = await bench('connected');
    const first = driver.opened;
    first?.lose(gone);
    first?.lose(gone);
    expect(seen.losses).toHaveLength(1);
    await driver.connectDevice(found, options);
    first?.lose(gone);
    await driver.disconnectDevice();
    driver.opened?.lose(gone);
    expect(seen.losses).toHaveLength(1);
  });

  it('is not closed when it goes away while it is told to stop', async () => {
    const { driver, seen } = await bench('streaming');
    const { opened, open } = gate();
    driver.halting = opened;
    const disconnected = driver.disconnectDevice();
    driver.opened?.lose(gone);
    open();
    await disconnected;
    expect(driver.calls).toEqual(['halt', 'end']);
    expect(seen.losses).toEqual([gone]);
  });
});

it('says which method a class in plain JavaScript leaves out', async () => {
  const Incomplete = class extends (DeviceDriver as unknown as new () => BenchDeviceDriver) {
    override readonly deviceId = 'bench.01';
  };
  const driver = new Incomplete();
  driver.bind(notingContext().context);
  await expect(driver.connectDevice(found, options)).rejects.toMatchObject({
    code: 'METHOD_NOT_IMPLEMENTED',
    message: expect.stringContaining('openDevice()'),
  });
});
