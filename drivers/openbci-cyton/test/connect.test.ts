import { createSystemClock } from '@modlink/sdk';
import { type CytonSimulatorOptions, syntheticCytonSamples } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { afterEach, expect, it } from 'vitest';
import type { CytonSettings } from '../src/index.js';
import { TestHost, unhurried } from './host.js';

const pty = await part('pty');
const eight = syntheticCytonSamples({ length: 100 });
const sixteen = syntheticCytonSamples({ length: 100, channels: 16 });

/** Starts the stream as a program that ends without stopping it. */
async function startAndDie(path: string): Promise<void> {
  const clock = createSystemClock();
  const { default: transport } = await import('@modlink/transport-serial');
  const port = await transport
    .create({ clock, lease: async () => () => {} })
    .open({ path, baudRate: 115_200 });
  const received = new Promise((resolve) => port.onData(resolve));
  await port.write('b');
  await received;
  await port.close();
}

pty.describe('connecting', () => {
  let host: TestHost;
  afterEach(() => host.close());

  const open = (simulator: Partial<CytonSimulatorOptions> = {}, settings: CytonSettings = {}) => {
    host = new TestHost({ samples: eight, pace: 'max', ...simulator }, settings);
    return host;
  };

  it('describes the board that is there', async () => {
    const [eeg, accel] = await open().connect();
    expect(eeg).toMatchObject({
      streamId: 'openbci_cyton.01:eeg',
      payloadType: 'signal',
      nominalSampleRateHz: 250,
      chunkSize: 10,
      channelNames: ['ch1', 'ch2', 'ch3', 'ch4', 'ch5', 'ch6', 'ch7', 'ch8'],
      metadata: { unit: 'uV', firmware: 'v3.1.1', board: 'OpenBCI Cyton', gain: Array(8).fill(24) },
    });
    expect(accel).toMatchObject({
      streamId: 'openbci_cyton.01:accel',
      nominalSampleRateHz: 250,
      channelNames: ['x', 'y', 'z'],
      metadata: { unit: 'g' },
    });
    expect(host.events).toEqual([
      { kind: 'report', level: 'info', message: 'OpenBCI Cyton with firmware v3.1.1: 8 channels at 250 Hz.' },
    ]);
    expect(host.simulator.received).toBe('v');
  });

  it('finds a Daisy module', async () => {
    const [eeg, accel] = await open({ samples: sixteen }).connect();
    expect(eeg).toMatchObject({ nominalSampleRateHz: 125, metadata: { board: 'OpenBCI Cyton with Daisy' } });
    expect(eeg?.channelNames).toHaveLength(16);
    expect(accel?.nominalSampleRateHz).toBe(125);
  });

  it('leaves a Daisy module out where it is not wanted', async () => {
    const [eeg] = await open({ samples: sixteen }, { expectDaisy: 'off' }).connect();
    expect(eeg).toMatchObject({ nominalSampleRateHz: 250 });
    expect(eeg?.channelNames).toHaveLength(8);
    expect(host.simulator.received).toBe('vc');
  });

  it('insists on a Daisy module where it is expected', async () => {
    await expect(open({}, { expectDaisy: 'on' }).connect()).rejects.toMatchObject({
      name: 'CytonError',
      code: 'DAISY_NOT_FOUND',
    });
    expect(host.simulator.received).toBe('vC');
    expect(host.heldLeases).toBe(0);
  });

  it('sets up channels, and only those that differ from a fresh board', async () => {
    const settings: CytonSettings = {
      chunkSize: 25,
      channels: [
        { name: 'Fp1' },
        { gain: 1, input: 'test-signal' },
        { enabled: false, bias: false, srb2: false, srb1: true },
      ],
    };
    const [eeg] = await open({}, settings).connect();
    expect(host.simulator.received).toBe('vx2005110Xx3160001X');
    expect(host.simulator.channelSettings.slice(0, 4)).toEqual(['060110', '005110', '160001', '060110']);
    expect(eeg).toMatchObject({ chunkSize: 25, metadata: { gain: [24, 1, 24, 24, 24, 24, 24, 24] } });
    expect(eeg?.channelNames.slice(0, 2)).toEqual(['Fp1', 'ch2']);
  });

  it('sets one gain on all 16 channels', async () => {
    await open({ samples: sixteen }, { gain: 12 }).connect();
    expect(host.simulator.channelSettings).toEqual(Array(16).fill('050110'));
  });

  it('says what to check when nothing answers', async () => {
    const connecting = open({ board: 'silent' }, { replyTimeoutMs: 100 }).connect();
    await expect(connecting).rejects.toMatchObject({
      code: 'NO_ANSWER',
      message: expect.stringMatching(/nothing came back.*switched to PC.*GPIO 6.*other program/s),
    });
    expect(host.heldLeases).toBe(0);
  });

  it('tells a board that is off from a dongle that is not there', async () => {
    await expect(open({ board: 'off' }).connect()).rejects.toMatchObject({
      code: 'BOARD_NOT_REACHED',
      message: expect.stringContaining('Device failed to poll host'),
    });
  });

  it('passes on why a port cannot be opened', async () => {
    await open().simulator.close();
    await expect(host.connect()).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
  });

  it('gives up when it is told to', async () => {
    const reason = new Error('the user changed their mind');
    const controller = new AbortController();
    const connecting = open({ board: 'silent' }).connect(controller.signal);
    const outcome = expect(connecting).rejects.toBe(reason);
    await expect.poll(() => host.simulator.received).toBe('v');
    controller.abort(reason);
    await outcome;
    expect(host.heldLeases).toBe(0);
  });

  it('fails when the board is unplugged meanwhile', async () => {
    const connecting = open({ board: 'silent' }).connect();
    const outcome = expect(connecting).rejects.toMatchObject({ code: 'DEVICE_UNPLUGGED' });
    await expect.poll(() => host.simulator.received).toBe('v');
    await host.simulator.unplug();
    await outcome;
    expect(host.events).toEqual([]);
  });

  it('resets a board that still streams for a program that has died', async () => {
    await startAndDie(open({ repeat: true }).simulator.path);
    expect(host.simulator.isStreaming).toBe(true);
    const [eeg] = await host.connect();
    expect(eeg?.channelNames).toHaveLength(8);
    expect(host.simulator.isStreaming).toBe(false);
    expect(host.simulator.received).toBe('bv');
  });

  it('refuses a second connection, and streaming without one', async () => {
    await expect(open().driver.startStreaming(unhurried)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await host.connect();
    await expect(host.connect()).rejects.toMatchObject({ code: 'ALREADY_CONNECTED' });
    await host.driver.disconnectDevice();
    await host.driver.disconnectDevice();
    expect(host.heldLeases).toBe(0);
  });
});
