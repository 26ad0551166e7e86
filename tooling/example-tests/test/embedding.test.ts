/** What an application may rely on that has hosts inside. */
import { createHost, type Host } from '@modlink/host';
import { startServer } from '@modlink/server';
import { expect, it } from 'vitest';
import { syntheticRoot, temporaryFolder } from './support/folders.js';

async function openHost(): Promise<Host> {
  const home = await temporaryFolder();
  return createHost({ home, appRoot: home, roots: [syntheticRoot], recordingsFolder: home });
}

async function connectEeg(host: Host) {
  const { devices } = await host.search({ driverId: 'synthetic' });
  const eeg = devices.find(({ title }) => title.includes('EEG'));
  if (eeg === undefined) throw new Error('the synthetic driver has no EEG');
  return host.connect(eeg);
}

it('two hosts live in one process, and know nothing of each other', { timeout: 60_000 }, async () => {
  await using first = await openHost();
  await using second = await openHost();
  const devices = await Promise.all([connectEeg(first), connectEeg(second)]);
  // The same device id, in each: no lease, no name and no port is shared.
  expect(devices.map(({ deviceId }) => deviceId)).toEqual(['synthetic_eeg.01', 'synthetic_eeg.01']);
  const seen = { first: 0, second: 0 };
  first.bus.tap('*', () => {
    seen.first += 1;
  });
  second.bus.tap('*', () => {
    seen.second += 1;
  });
  await first.startStreaming('synthetic_eeg.01');
  await expect.poll(() => seen.first, { timeout: 20_000 }).toBeGreaterThan(5);
  expect(seen.second).toBe(0);
  await second.startStreaming('synthetic_eeg.01');
  await first.close();
  const before = seen.second;
  await expect.poll(() => seen.second, { timeout: 20_000 }).toBeGreaterThan(before + 5);
});

it('a host leaves nothing global behind: no variable and no listener', { timeout: 60_000 }, async () => {
  const processEvents = () => process.eventNames().map((name) => [name, process.listenerCount(name)]);
  // What Node and libraries set up once, they keep.
  await (await openHost()).close();
  const before = { globals: Object.getOwnPropertyNames(globalThis), events: processEvents() };
  const host = await openHost();
  const device = await connectEeg(host);
  const recording = await host.recordings.start();
  await device.startStreaming();
  await expect.poll(() => recording.snapshot().samples, { timeout: 20_000 }).toBeGreaterThan(0);
  await host.close();
  expect({ globals: Object.getOwnPropertyNames(globalThis), events: processEvents() }).toEqual(before);
});

it('everything that is opened is disposed of by leaving its block', { timeout: 60_000 }, async () => {
  let stateOfDevice = (): string => '';
  let stateOfRecording = (): string => '';
  let stateOfReplay = (): string => '';
  let url = '';
  {
    await using host = await openHost();
    let path: string;
    {
      await using device = await connectEeg(host);
      stateOfDevice = () => device.info().state;
      await using recording = await host.recordings.start();
      stateOfRecording = () => recording.snapshot().state;
      await device.startStreaming();
      {
        using frames = host.bus.subscribe({ streams: '*' });
        await frames.next();
      }
      expect(host.bus.consumers().map(({ name }) => name)).toEqual(['recording-1']);
      path = recording.snapshot().path;
    }
    expect(stateOfDevice()).toBe('disconnected');
    expect(stateOfRecording()).toBe('finished');
    {
      await using replay = await host.replays.open([path]);
      stateOfReplay = () => replay.status().state;
    }
    expect(stateOfReplay()).toBe('closed');
    await using server = await startServer(host, { port: 0 });
    url = server.url;
  }
  await expect(fetch(url)).rejects.toThrow();
});
