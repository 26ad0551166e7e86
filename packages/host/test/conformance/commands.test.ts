import { describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from '../support/test-host.js';
import { everyIsolation } from './contract-driver.js';

async function connected(isolation: (typeof everyIsolation)[number]): Promise<TestHost> {
  const test = await openTestHost(['commanded'], { isolation });
  await test.host.connect(await test.found('commanded', 'valid'));
  return test;
}
const id = 'commanded.01';

describe.each(everyIsolation)('device commands, in isolation "%s"', (isolation) => {
  it('are told with the device, complete, and by an event', async () => {
    const { host, event } = await connected(isolation);
    expect((await event('commands-changed')).commands).toContain('set-gain');
    const [device] = host.devices.list();
    expect(device?.commands.find(({ name }) => name === 'fail')).toEqual({
      name: 'fail',
      title: 'Fail',
      arguments: { type: 'object', additionalProperties: false },
      when: 'connected',
    });
  });

  it('run with arguments that are complete, give JSON, and are told by an event', async () => {
    const { host, event } = await connected(isolation);
    expect(await host.runCommand(id, 'set-gain')).toEqual({ before: 1, gain: 2 });
    expect(await host.runCommand(id, 'set-gain', { gain: 24 })).toEqual({ before: 2, gain: 24 });
    const told = await event('command-run', (event) => event.arguments.gain === 24);
    expect(told).toMatchObject({ deviceId: id, command: 'set-gain', result: { before: 2, gain: 24 } });
    expect(told.beganNs).toBeLessThanOrEqual(told.timestampNs);
    expect(told.error).toBeUndefined();
  });

  it('may change the streams, and frames after them are of those', async () => {
    const { host, event } = await connected(isolation);
    await host.runCommand(id, 'set-gain', { gain: 8 });
    expect(host.bus.streams()).toMatchObject([
      { streamId: `${id}:level`, descriptor: { metadata: { gain: 8 } } },
    ]);
    await event('streams-changed', ({ streamIds }) => streamIds.includes(`${id}:level`));
    const frames = host.bus.subscribe({ streams: '*' });
    await host.startStreaming(id);
    for await (const { view } of frames) {
      expect([view.streamId, view.data.values[0]]).toEqual([`${id}:level`, 8]);
      break;
    }
  });

  it('are refused before they reach the driver: unknown ones, wrong arguments, the wrong state', async () => {
    const { host, seen } = await connected(isolation);
    await expect(host.runCommand(id, 'sing')).rejects.toMatchObject({
      code: 'UNKNOWN_COMMAND',
      message: expect.stringMatching(/set-gain, blink/),
      subject: { deviceId: id, driverId: 'commanded' },
    });
    await expect(host.runCommand(id, 'set-gain', { gain: 99 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENTS',
      message: expect.stringMatching(/gain: must be <= 24; it is 99/),
    });
    await expect(host.runCommand(id, 'set-gain', { gian: 1 })).rejects.toThrow(
      /gian: is not known; known here: gain/,
    );
    await expect(host.runCommand(id, 'blink')).rejects.toMatchObject({
      code: 'COMMAND_NOT_NOW',
      message: expect.stringMatching(/only while the device streams\. Start streaming first/),
    });
    await host.startStreaming(id);
    await expect(host.runCommand(id, 'blink')).resolves.toBeNull();
    await expect(host.runCommand(id, 'set-gain')).rejects.toThrow(/does not stream\. Stop streaming first/);
    await expect(host.runCommand(id, 'odd')).rejects.toMatchObject({ code: 'DRIVER_RESULT_INVALID' });
    expect(seen.filter(({ type }) => type === 'command-run')).toHaveLength(1);
    await host.disconnect(id);
    await expect(host.runCommand(id, 'blink')).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
  });

  it('that fail do so with the code of the driver, and are told too', async () => {
    const { host, event } = await connected(isolation);
    await expect(host.runCommand(id, 'fail')).rejects.toMatchObject({ code: 'LAMP_BROKEN' });
    expect(await event('command-run')).toMatchObject({ result: null, error: { code: 'LAMP_BROKEN' } });
  });

  it('have a time of their own, and can be given up; the device goes on', async () => {
    const { host, event } = await connected(isolation);
    await expect(host.runCommand(id, 'wait')).rejects.toMatchObject({
      code: 'CONTROL_TIMEOUT',
      message: expect.stringContaining('0.3 s'),
    });
    const giveUp = new AbortController();
    const waiting = host.runCommand(id, 'wait-long', {}, { signal: giveUp.signal });
    waiting.catch(() => {});
    await event('report');
    giveUp.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CONTROL_ABORTED' });
    expect(await host.runCommand(id, 'set-gain', { gain: 3 })).toMatchObject({ gain: 3 });
  });

  it('that run do not hold up a disconnect', async () => {
    const { host, event } = await connected(isolation);
    const waiting = host.runCommand(id, 'wait-long');
    waiting.catch(() => {});
    await event('report');
    await host.disconnect(id);
    await expect(waiting).rejects.toMatchObject({ code: 'CONTROL_ABORTED' });
  });

  it('that are not declared as they must be fail the connect, naming what is wrong', async () => {
    const { host, found } = await openTestHost(['commanded'], { isolation });
    await expect(host.connect(await found('commanded', 'invalid'))).rejects.toMatchObject({
      code: 'INVALID_COMMAND',
      message: expect.stringMatching(/Commanded.*Bad Name/),
    });
  });
});
