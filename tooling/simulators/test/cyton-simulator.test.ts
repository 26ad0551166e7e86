import { part } from '@modlink/test-parts';
import { SerialPort } from 'serialport';
import { afterEach, expect, it, vi } from 'vitest';
import {
  type CytonSimulator,
  type CytonSimulatorOptions,
  encodeCytonSample,
  loadCytonEeg,
  openCytonSimulator,
  syntheticCytonSamples,
} from '../src/index.js';

const pty = await part('pty');
const sharedData = await part('shared-data');
const patience = { timeout: 15_000, interval: 10 };
const samples = syntheticCytonSamples({ length: 1000 });

const open: { simulator: CytonSimulator; port: SerialPort }[] = [];

/** A simulator and a real serial port on it, with everything that the port has received. */
async function connect(options: Partial<CytonSimulatorOptions> = {}) {
  const simulator = openCytonSimulator({ samples, pace: 'max', ...options });
  const port = new SerialPort({ path: simulator.path, baudRate: 115_200, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve()));
  });
  open.push({ simulator, port });
  const chunks: Buffer[] = [];
  port.on('data', (bytes: Buffer) => chunks.push(bytes));
  const received = () => Buffer.concat(chunks);
  const ask = async (command: string) => {
    chunks.length = 0;
    port.write(command);
    await vi.waitFor(() => expect(received().toString('latin1')).toContain('$$$'), patience);
    return received().toString('latin1');
  };
  return { simulator, port, received, ask };
}

afterEach(async () => {
  for (const { simulator, port } of open.splice(0)) {
    if (port.isOpen) await new Promise((resolve) => port.close(resolve));
    await simulator.close();
  }
});

/** What the port must receive for samples of consecutive numbers. */
function bytesOf(from: number, to: number, firstNumber = 0): Buffer {
  return Buffer.concat(
    samples.slice(from, to).flatMap((sample, index) => encodeCytonSample(firstNumber + index, sample)),
  );
}

pty.describe('commands', () => {
  it('answers a reset with the banner', async () => {
    const { ask, simulator } = await connect();
    expect(await ask('v')).toBe(
      'OpenBCI V3 8-16 channel\nOn Board ADS1299 Device ID: 0x3E\nLIS3DH Device ID: 0x33\nFirmware: v3.1.1\n$$$',
    );
    expect(simulator.received).toBe('v');
  });

  it('names a Daisy module, detaches and attaches it', async () => {
    const { ask } = await connect({ samples: syntheticCytonSamples({ length: 10, channels: 16 }) });
    expect(await ask('v')).toContain('On Daisy ADS1299 Device ID: 0x3E\n');
    expect(await ask('C')).toBe('16$$$');
    expect(await ask('c')).toBe('daisy removed$$$');
    expect(await ask('C')).toBe('daisy attached16$$$');
  });

  it('says that there is no Daisy module to attach', async () => {
    const { ask } = await connect();
    expect(await ask('C')).toBe('no daisy to attach!8$$$');
  });

  it('keeps channel settings until a reset', async () => {
    const { ask, simulator } = await connect();
    expect(await ask('x3020000X')).toBe('Success: Channel set for 3$$$');
    expect(await ask('xQ060110X')).toBe('Success: Channel set for 9$$$');
    expect(simulator.channelSettings[2]).toBe('020000');
    await ask('v');
    expect(simulator.channelSettings[2]).toBe('060110');
  });

  it.each([
    ['x102000X', 'Failure: too few chars$$$'],
    ['x1020000V', 'Failure: 9th char not X$$$'],
    ['x1090000X', 'Failure: Err: too many chars$$$'],
    ['z10Z', 'Failure: too few chars$$$'],
    ['z100V', 'Failure: 5th char not Z$$$'],
    ['z120Z', 'Failure: Err: too many chars$$$'],
  ])('refuses the setting %s', async (command, reply) => {
    const { ask } = await connect();
    expect(await ask(command)).toBe(reply);
  });

  it('sends its test current where it is told to, until a reset', async () => {
    const { ask, simulator } = await connect();
    expect(await ask('z401Z')).toBe('Success: Lead off set for 4$$$');
    expect(simulator.leadOff.slice(0, 5)).toEqual(['00', '00', '00', '01', '00']);
    await ask('v');
    expect(simulator.leadOff[3]).toBe('00');
  });

  it('connects all channels to a test signal, with the gain that each has', async () => {
    const { ask, simulator } = await connect();
    await ask('x1100110X');
    expect(await ask('=')).toBe('Success: Configured internal test signal.$$$');
    expect(simulator.channelSettings.slice(0, 2)).toEqual(['005110', '065110']);
  });

  it('answers for its firmware, its defaults and its registers', async () => {
    const { ask } = await connect({ firmware: 'v3.1.2' });
    expect(await ask('V')).toBe('v3.1.2$$$');
    expect(await ask('D')).toBe('060110$$$');
    expect(await ask('?')).toContain('CH8SET, 060110');
  });

  it('lets the dongle speak for a board that is off', async () => {
    const { ask } = await connect({ board: 'off' });
    expect(await ask('v')).toBe('Failure: Communications timeout - Device failed to poll host$$$');
  });
});

pty.describe('streaming', () => {
  it('sends every sample once and in order, however slowly the port reads', async () => {
    const { simulator, port, received } = await connect();
    port.write('b');
    port.pause();
    await vi.waitFor(() => expect(simulator.sentSamples).toBeGreaterThan(0), patience);
    port.resume();
    await vi.waitFor(() => expect(received().length).toBe(33 * 1000), patience);
    expect(received().equals(bytesOf(0, 1000))).toBe(true);
    expect(simulator.sentSamples).toBe(1000);
  });

  it('keeps the pace of the board', async () => {
    const { simulator, port, received } = await connect({ pace: 250 });
    const startMs = performance.now();
    port.write('b');
    await vi.waitFor(() => expect(received().length).toBeGreaterThanOrEqual(33 * 50), patience);
    // 50 samples take 200 ms; a busy machine may take longer, but none may be early.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(195);
    expect(simulator.isStreaming).toBe(true);
  });

  it('stops, and goes on with the next sample under a new first number', async () => {
    const { simulator, port, received, ask } = await connect({ faults: [{ kind: 'pause', sample: 100 }] });
    port.write('b');
    await vi.waitFor(() => expect(received().length).toBe(33 * 100), patience);
    await ask('v');
    expect(simulator.isStreaming).toBe(false);
    simulator.resume();
    port.write('b');
    await vi.waitFor(() => expect(simulator.sentSamples).toBe(1000), patience);
    const banner = received().indexOf('$$$') + 3;
    await vi.waitFor(() => expect(received().length - banner).toBe(33 * 900), patience);
    expect(
      received()
        .subarray(banner)
        .equals(bytesOf(100, 1000, 0)),
    ).toBe(true);
  });

  it('sends two packets for 16 channels: the Daisy first, under an even number', async () => {
    const sixteen = syntheticCytonSamples({ length: 200, channels: 16 });
    const { port, received } = await connect({ samples: sixteen });
    port.write('b');
    await vi.waitFor(() => expect(received().length).toBe(33 * 400), patience);
    const third = received().subarray(33 * 4, 33 * 6);
    expect([third[1], third[34]]).toEqual([4, 5]);
    expect(third.readIntBE(2, 3)).toBe(sixteen[2]?.counts[8]);
    expect(third.readIntBE(33 + 2, 3)).toBe(sixteen[2]?.counts[0]);
  });

  it('starts over after the last sample when asked to', async () => {
    const { port, received } = await connect({ samples: samples.slice(0, 3), repeat: true });
    port.write('b');
    await vi.waitFor(() => expect(received().length).toBeGreaterThanOrEqual(33 * 7), patience);
    const firstChannel = Array.from({ length: 7 }, (_, packet) => received().readIntBE(33 * packet + 2, 3));
    const expected = [0, 1, 2, 0, 1, 2, 0].map((index) => samples[index]?.counts[0]);
    expect(firstChannel).toEqual(expected);
  });

  it('injects faults where they are asked for', async () => {
    const { simulator, port, received } = await connect({
      samples: samples.slice(0, 5),
      firstSampleNumber: 254,
      faults: [
        { kind: 'drop', sample: 1 },
        { kind: 'garbage', sample: 2, bytes: Uint8Array.of(1, 2, 3) },
        { kind: 'corrupt', sample: 3, byte: 32, mask: 0xff },
      ],
    });
    port.write('b');
    await vi.waitFor(() => expect(simulator.sentSamples).toBe(5), patience);
    await vi.waitFor(() => expect(received().length).toBe(33 * 4 + 3), patience);
    const [first, , third, fourth, fifth] = [0, 1, 2, 3, 4].map((index) =>
      Buffer.from(bytesOf(index, index + 1, 254 + index)),
    );
    if (fourth) fourth[32] = 0x3f;
    const expected = [first, Buffer.of(1, 2, 3), third, fourth, fifth] as Buffer[];
    expect(received().equals(Buffer.concat(expected))).toBe(true);
  });

  it('vanishes when it is unplugged', async () => {
    const { simulator, port, received } = await connect({ faults: [{ kind: 'pause', sample: 25 }] });
    port.write('b');
    await vi.waitFor(() => expect(received().length).toBe(33 * 25), patience);
    const closed = new Promise((resolve) => port.once('close', resolve));
    await simulator.unplug();
    expect(await closed).toMatchObject({ disconnected: true });
    expect(simulator.sentSamples).toBe(25);
  });
});

sharedData.describe('the recorded EEG', () => {
  it('has the counts that its board sent', () => {
    const { rows, samples: recorded } = loadCytonEeg();
    expect(recorded).toHaveLength(12_000);
    expect(rows[0]?.microvolts[0]).toBe(61379.36);
    // 61379.36 uV / (4.5 / 24 / 8388607 * 1e6) uV per count = 2746065.754
    expect(recorded[0]?.counts[0]).toBe(2746066);
    expect(recorded[0]?.accel).toEqual([320, 3360, 1904]);
    for (const [index, { microvolts, sampleNumber }] of rows.entries()) {
      expect(sampleNumber).toBe(index % 256);
      for (const [channel, count] of (recorded[index]?.counts ?? []).entries()) {
        const error = Math.abs(count * (4.5 / 24 / 8388607) * 1e6 - (microvolts[channel] ?? Number.NaN));
        if (!(error < 0.02)) expect.fail(`sample ${index}, channel ${channel}: off by ${error} uV`);
      }
    }
  });
});
