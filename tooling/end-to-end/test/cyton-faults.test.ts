/** What happens to a recording of a real serial device when things go wrong. */
import { openRecording, type RecordingEvent } from '@modlink/host';
import { syntheticCytonSamples } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { connectCyton } from './support/cyton-host.js';
import { countOf, recordedSignal } from './support/recorded-signal.js';

const pty = await part('pty');

async function eventsOf(path: string): Promise<RecordingEvent[]> {
  await using recording = await openRecording(path);
  const events: RecordingEvent[] = [];
  for await (const event of recording.events()) events.push(event);
  return events;
}

pty.describe('a Cyton on a real serial port', () => {
  it('is unplugged mid-way: an event, and a file with every sample up to then, the last partial chunk too', async () => {
    const samples = syntheticCytonSamples({ length: 5_000 });
    const { simulator, host, device, events } = await connectCyton(
      {
        samples,
        pace: 'max',
        faults: [{ kind: 'pause', sample: 1_237 }],
      },
      { reconnect: { mode: 'off' } },
    );
    const recording = await host.recordings.start({ name: 'unplugged' });
    await device.startStreaming();
    const { statistics } = host.bus.stream(`${device.deviceId}:eeg`);
    // The rest, 7 samples, waits in the driver for its chunk to become full.
    await expect.poll(() => statistics.snapshot().samples, { timeout: 15_000 }).toBe(1_230);
    await simulator.unplug();
    await expect.poll(() => events.map(({ type }) => type), { timeout: 15_000 }).toContain('connection-lost');
    expect(device.state).toBe('disconnected');
    const summary = await recording.finish();
    expect(summary).toMatchObject({ state: 'finished', gaps: 0 });
    const { channels, lost } = await recordedSignal(recording.path, 'eeg');
    expect(lost).toBe(0);
    const truth = samples.slice(0, 1_237);
    expect(channels.map((channel) => channel.map(countOf))).toEqual(
      Array.from({ length: 8 }, (_, channel) => truth.map(({ counts }) => counts[channel])),
    );
    expect((await eventsOf(recording.path)).map(({ type }) => type)).toContain('connection-lost');
  });

  it('has its driver killed: it is started again, streams on, and the recording holds the gap', async () => {
    const { host, device, events } = await connectCyton(
      { samples: syntheticCytonSamples({ length: 1_000 }), repeat: true },
      { restart: { initialDelayMs: 50 } },
    );
    const recording = await host.recordings.start({ name: 'killed' });
    await device.startStreaming();
    const { statistics } = host.bus.stream(`${device.deviceId}:eeg`);
    await expect.poll(() => statistics.snapshot().samples, { timeout: 15_000 }).toBeGreaterThan(100);
    const { pid } = device.info();
    if (pid === undefined) throw new Error('the driver has no process');
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => events.map(({ type }) => type), { timeout: 20_000 }).toContain('restarted');
    const before = statistics.snapshot().samples;
    await expect.poll(() => statistics.snapshot().samples, { timeout: 15_000 }).toBeGreaterThan(before + 100);
    expect(device.info().pid).not.toBe(pid);
    await recording.finish();
    const recorded = await eventsOf(recording.path);
    const restart = recorded.find(({ type }) => type === 'restart');
    const gap = restart?.data as { gapFromNs: string; gapToNs: string } | undefined;
    expect(BigInt(gap?.gapToNs ?? 0)).toBeGreaterThan(BigInt(gap?.gapFromNs ?? 0));
    expect(recorded.map(({ type }) => type)).toContain('connection-lost');
  });

  it('loses packets on the radio: the recording counts them, and the other samples are exact', async () => {
    const samples = syntheticCytonSamples({ length: 2_000 });
    const dropped = [300, 301, 302, 1_111];
    const { host, device } = await connectCyton({
      samples,
      pace: 'max',
      faults: dropped.map((sample) => ({ kind: 'drop', sample })),
    });
    const recording = await host.recordings.start({ name: 'lossy' });
    await device.startStreaming();
    const { statistics } = host.bus.stream(`${device.deviceId}:eeg`);
    // The last 8 samples wait for their chunk to become full: stopping sends them.
    await expect.poll(() => statistics.snapshot().samples, { timeout: 15_000 }).toBe(1_988);
    await device.stopStreaming();
    const summary = await recording.finish();
    expect(summary.streams.find(({ streamId }) => streamId.endsWith(':eeg'))?.statistics).toMatchObject({
      samples: 1_996,
      lostSamples: 4,
      gaps: 2,
    });
    const { channels } = await recordedSignal(recording.path, 'eeg');
    const truth = samples.filter((_, index) => !dropped.includes(index));
    expect(channels[3]?.map(countOf)).toEqual(truth.map(({ counts }) => counts[3]));
  });

  it('that another driver of the host holds is refused, and the holder is named', async () => {
    const { host, device } = await connectCyton({ samples: syntheticCytonSamples({ length: 10 }) });
    const { devices } = await host.search({ driverId: 'openbci-cyton' });
    const again = devices.find(({ title }) => title === device.info().title);
    if (again === undefined) throw new Error('the search did not find the board again');
    await expect(host.connect({ ...again, identity: 'another' })).rejects.toMatchObject({
      code: 'DEVICE_BUSY',
      message: expect.stringMatching(/OpenBCI Cyton/),
    });
  });
});
