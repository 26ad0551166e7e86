/** Two boards of one kind at once: two streams, each with the id of its board, also after the host was started again. */
import { join } from 'node:path';
import { createHost, type FoundDevice, type Host, openRecording } from '@modlink/host';
import {
  type CytonProcess,
  type CytonSample,
  startCytonProcess,
  syntheticCytonSamples,
} from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished } from 'vitest';
import { repository, temporaryFolder } from './support/folders.js';

const pty = await part('pty');

const upwards = syntheticCytonSamples({ length: 20_000 });
const downwards = [...upwards].reverse();
const microvoltPerCount = (4.5 / 24 / (2 ** 23 - 1)) * 1e6;
const firstChannel = (samples: readonly CytonSample[]) =>
  samples.map(({ counts }) => Math.fround((counts[0] ?? 0) * microvoltPerCount));

async function openHost(home: string): Promise<Host> {
  const host = await createHost({
    home,
    appRoot: join(repository, 'apps', 'cli'),
    transports: { serial: '@modlink/transport-serial' },
    recordingsFolder: home,
  });
  onTestFinished(() => host.close());
  return host;
}

/** A search result as an application may keep it: no pseudo-terminal is among the ports that a system lists. */
function found({ path }: CytonProcess): FoundDevice {
  const title = `Board at ${path}`;
  const result = { title, identity: path, extra: { path } };
  return { driverId: 'openbci-cyton', provider: 'serial', title, subtitle: '', identity: path, result };
}

/** Records both until each has given enough; the microvolts of the first channel, by stream id. */
async function record(host: Host, deviceIds: readonly string[]): Promise<Map<string, number[]>> {
  const recording = await host.recordings.start({ streams: '*:eeg' });
  await Promise.all(deviceIds.map((deviceId) => host.startStreaming(deviceId)));
  const samples = () =>
    host.bus
      .streams()
      .flatMap((stream) => (stream.streamId.endsWith(':eeg') ? [stream.statistics.snapshot().samples] : []));
  await expect.poll(() => Math.min(...samples()), { timeout: 30_000, interval: 50 }).toBeGreaterThan(300);
  const { path } = await recording.finish();
  const values = new Map<string, number[]>();
  await using opened = await openRecording(path);
  for await (const { view } of opened.frames()) {
    const [, count = 0] = view.data.shape;
    const microvolts = Array.from(view.data.values.subarray(0, count) as Float32Array);
    values.set(view.streamId, [...(values.get(view.streamId) ?? []), ...microvolts]);
  }
  return values;
}

/** Where in a board's samples a recording begins, when all of it is there without a gap. */
function placeIn(samples: readonly number[], recorded: readonly number[] | undefined): number {
  const [first = Number.NaN] = recorded ?? [];
  const place = samples.indexOf(first);
  expect(samples.slice(place, place + (recorded?.length ?? 0))).toEqual(recorded);
  return place;
}

pty.describe('two boards at once', () => {
  it('are two streams with ids that stay theirs over restarts of the host', { timeout: 90_000 }, async () => {
    const boards = await Promise.all(
      [upwards, downwards].map((samples) => startCytonProcess({ samples, pace: 500 })),
    );
    onTestFinished(() => Promise.all(boards.map((board) => board.close())).then(() => {}));
    const [one, two] = boards as [CytonProcess, CytonProcess];
    const home = await temporaryFolder();

    const host = await openHost(home);
    const ids = [(await host.connect(found(one))).deviceId, (await host.connect(found(two))).deviceId];
    expect(ids).toEqual(['openbci_cyton.01', 'openbci_cyton.02']);
    const before = await record(host, ids);
    expect([...before.keys()].sort()).toEqual(['openbci_cyton.01:eeg', 'openbci_cyton.02:eeg']);
    expect(placeIn(firstChannel(upwards), before.get('openbci_cyton.01:eeg'))).toBe(0);
    expect(placeIn(firstChannel(downwards), before.get('openbci_cyton.02:eeg'))).toBe(0);
    await host.close();

    const again = await openHost(home);
    const second = await again.connect(found(two));
    expect(second.deviceId).toBe('openbci_cyton.02');
    const first = await again.connect(found(one));
    expect(first.deviceId).toBe('openbci_cyton.01');
    const after = await record(again, [first.deviceId, second.deviceId]);
    expect(placeIn(firstChannel(upwards), after.get('openbci_cyton.01:eeg'))).toBeGreaterThan(0);
    expect(placeIn(firstChannel(downwards), after.get('openbci_cyton.02:eeg'))).toBeGreaterThan(0);
  });
});
