/** What drivers do wrong, and what becomes of it: a typed error or event, and nothing else disturbed. */
import { describe, expect, it } from 'vitest';
import type { HostOptions } from '../../src/index.js';
import { openTestHost } from '../support/test-host.js';
import { everyIsolation } from './contract-driver.js';

const quick: HostOptions = {
  timeouts: {
    startStreamingMs: 300,
    stopStreamingMs: 300,
    disconnectMs: 300,
    abortGraceMs: 300,
    shutdownMs: 500,
  },
  restart: { initialDelayMs: 20, maxDelayMs: 40 },
  heartbeatTimeoutMs: 2_000,
  memoryLimitMb: 220,
};

/** A misbehaving device, and one beside it that must not notice. */
async function openMisbehaving(way: string, options: HostOptions) {
  const test = await openTestHost(['misbehaving', 'steady'], { ...quick, ...options });
  const { host } = test;
  const neighbour = await host.connect(await test.found('steady', 'first'));
  await neighbour.startStreaming();
  const { statistics } = host.bus.stream('steady.01:count');
  return {
    ...test,
    found: await test.found('misbehaving', way),
    async expectNeighbourUntouched() {
      const { frames } = statistics.snapshot();
      await expect.poll(() => statistics.snapshot().frames, { timeout: 10_000 }).toBeGreaterThan(frames + 10);
      expect(statistics.snapshot()).toMatchObject({ lostFrames: 0, gaps: 0, lateFrames: 0 });
      expect(neighbour.state).toBe('streaming');
      expect(
        test.seen.filter(
          (event) =>
            'driverId' in event &&
            event.driverId === 'steady' &&
            event.type !== 'report' &&
            event.type !== 'log' &&
            event.type !== 'device-connected',
        ),
      ).toEqual([]);
    },
  };
}

describe.each(everyIsolation)('faults, in isolation "%s"', (isolation) => {
  it('a device that refuses: the error of the driver comes through with its code', async () => {
    const { host, found, expectNeighbourUntouched } = await openMisbehaving('connect-throws', { isolation });
    await expect(host.connect(found)).rejects.toMatchObject({
      code: 'EDEVICE',
      message: 'the device said no',
    });
    expect(host.devices.list()).toHaveLength(1);
    await expectNeighbourUntouched();
  });

  it('nonsense instead of descriptors is refused with what was expected', async () => {
    const { host, found } = await openMisbehaving('connect-gives-nonsense', { isolation });
    await expect(host.connect(found)).rejects.toMatchObject({
      code: 'DRIVER_RESULT_INVALID',
      message: expect.stringMatching(/Misbehaving.*array of stream descriptors/),
    });
  });

  it('a start that hangs is given up, its isolate ended as hung, and the driver started again', async () => {
    const { host, found, event, expectNeighbourUntouched } = await openMisbehaving('start-hangs', {
      isolation,
    });
    const device = await host.connect(found);
    await expect(device.startStreaming()).rejects.toMatchObject({ code: 'CONTROL_TIMEOUT' });
    expect(await event('isolate-failed')).toMatchObject({ cause: 'hung', deviceId: device.deviceId });
    await event('restarted');
    expect(device.state).toBe('connected');
    await expectNeighbourUntouched();
  });

  it('a flood loses frames by count, not the host', async () => {
    const { host, found, event } = await openMisbehaving('floods', {
      isolation,
      maxPendingBytes: 1024 * 1024,
      timeouts: {},
    });
    const device = await host.connect(found);
    let frames = 0;
    host.bus.tap('misbehaving.01', () => frames++);
    await device.startStreaming().catch(() => {});
    const { message } = await event('log', ({ message }) => message.startsWith('emitted'));
    const { taken, refused } = JSON.parse(message.slice('emitted '.length)) as {
      taken: number;
      refused: number;
    };
    expect(taken + refused).toBeGreaterThan(200_000);
    await expect.poll(() => frames, { timeout: 10_000 }).toBe(taken);
    const stream = host.bus.stream('misbehaving.01:count');
    expect(stream.statistics.snapshot()).toMatchObject({ frames: taken, lostFrames: refused });
    // Inline a frame is with its consumers before emitFrame returns: nothing waits, nothing is dropped.
    if (isolation === 'inline') expect(refused).toBe(0);
    else expect(stream.droppedFrames).toBe(refused);
    if (isolation !== 'inline') expect(await event('frames-dropped')).toMatchObject({ count: refused });
  });
});

// What ends the isolate itself ends the host with it when it runs inline.
describe.each(['process', 'worker'] as const)(
  'faults that end the isolate, in isolation "%s"',
  (isolation) => {
    it('while connecting: the last words are in the error', async () => {
      const { host, found, event, expectNeighbourUntouched } = await openMisbehaving('connect-crashes', {
        isolation,
      });
      await expect(host.connect(found)).rejects.toMatchObject({
        code: 'ISOLATE_EXITED',
        message: expect.stringMatching(/exit code 7.*about to fall over/s),
      });
      expect(await event('isolate-failed')).toMatchObject({
        cause: 'crashed',
        exitCode: 7,
        stderr: expect.stringContaining('fall over'),
      });
      await expectNeighbourUntouched();
    });

    it.each([
      ['throws', 'crashes', { cause: 'crashed', exitCode: 1, stderr: /the driver fell over/ }],
      [
        'leaves a rejection unhandled',
        'rejects',
        { cause: 'crashed', exitCode: 1, stderr: /nobody handled this/ },
      ],
      ['exits', 'exits', { cause: 'crashed', exitCode: 3, stderr: /leaving with 3/ }],
    ])(
      'a driver that %s again and again is restarted with growing waits, then given up',
      async (_, way, { stderr, ...failure }) => {
        const { host, found, event, seen, expectNeighbourUntouched } = await openMisbehaving(way, {
          isolation,
        });
        const device = await host.connect(found);
        await device.startStreaming();
        expect(await event('isolate-failed')).toMatchObject({
          ...failure,
          stderr: expect.stringMatching(stderr),
        });
        expect(await event('gave-up')).toMatchObject({
          deviceId: device.deviceId,
          error: {
            code: 'ISOLATE_GAVE_UP',
            message: expect.stringMatching(/exit code \d.*update or replace/s),
          },
        });
        expect(device.state).toBe('failed');
        const delays = seen.flatMap((each) => (each.type === 'restart-scheduled' ? [each.delayMs] : []));
        expect(delays).toEqual([20, 40, 40, 40]);
        await expectNeighbourUntouched();
      },
    );

    it.each([
      ['blocks', { cause: 'blocked' }],
      ['grows in its heap', { cause: 'out-of-memory' }],
      ['grows in its buffers', { cause: 'out-of-memory' }],
    ])('a driver that %s is ended and started again', async (way, failure) => {
      const { host, found, event, expectNeighbourUntouched } = await openMisbehaving(way, { isolation });
      const device = await host.connect(found);
      await device.startStreaming();
      expect(await event('isolate-failed')).toMatchObject({ ...failure, deviceId: device.deviceId });
      await event('restarted');
      await expectNeighbourUntouched();
    });
  },
);

describe('faults of native code, in a process', () => {
  it('an abort ends only its process, and giving up says what to do', async () => {
    const { host, found, event, expectNeighbourUntouched } = await openMisbehaving('aborts', {});
    const device = await host.connect(found);
    await device.startStreaming();
    expect(await event('isolate-failed')).toMatchObject({ cause: 'crashed', signal: 'SIGABRT' });
    const { error } = await event('gave-up');
    expect(error.message).toMatch(/was ended by SIGABRT\. Look at its last error output/);
    await expectNeighbourUntouched();
  });

  it('a process that stands still is ended as blocked', async () => {
    const { host, found, event, expectNeighbourUntouched } = await openMisbehaving('nothing', {});
    const device = await host.connect(found);
    process.kill(device.info().pid!, 'SIGSTOP');
    expect(await event('isolate-failed')).toMatchObject({ cause: 'blocked', signal: 'SIGKILL' });
    await event('restarted');
    await expectNeighbourUntouched();
  });
});
