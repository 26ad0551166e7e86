import { describe, expect, it } from 'vitest';
import {
  type DeviceCommand,
  type DeviceCommands,
  type Driver,
  describeCommands,
  runCommand,
} from '../../src/index.js';
import { BenchDriver, notingContext, stream } from './bench-driver.js';

const unlimited = () => ({ signal: new AbortController().signal });

function driverWith(commands: DeviceCommands): Driver {
  return new (class Amplifier extends BenchDriver {
    override commands() {
      return commands;
    }
  })();
}

const calibrate: DeviceCommand = { title: 'Calibrate', run: () => ({ offset: 3 }) };

describe('the commands of a driver', () => {
  it('are none unless it declares some', () => {
    expect(describeCommands(new BenchDriver())).toEqual([]);
  });

  it('are none where its SDK is from before there were commands', async () => {
    const old = new BenchDriver() as Partial<Driver>;
    Object.defineProperty(old, 'commands', { value: undefined });
    expect(describeCommands(old as Driver)).toEqual([]);
    await expect(runCommand(old as Driver, 'calibrate', {}, unlimited())).rejects.toMatchObject({
      code: 'UNKNOWN_COMMAND',
      message: expect.stringMatching(/"calibrate"; it has: none/),
    });
  });

  it('are described as JSON, with what holds where something is left out', () => {
    const gain = { type: 'object', properties: { gain: { type: 'integer' } } };
    const described = describeCommands(
      driverWith({ calibrate, 'set-gain': { ...calibrate, arguments: gain, when: 'idle', timeoutMs: 500 } }),
    );
    expect(described).toEqual([
      {
        name: 'calibrate',
        title: 'Calibrate',
        arguments: { type: 'object', additionalProperties: false },
        when: 'connected',
      },
      { name: 'set-gain', title: 'Calibrate', arguments: gain, when: 'idle', timeoutMs: 500 },
    ]);
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  });

  it.each<[string, RegExp, unknown]>([
    ['a name in camel case', /setGain.*lower-case words joined by hyphens/, { setGain: calibrate }],
    ['no title', /calibrate\.title/, { calibrate: { run() {} } }],
    ['no function', /calibrate\.run: a function/, { calibrate: { title: 'Calibrate' } }],
    ['an unknown time', /calibrate\.when/, { calibrate: { ...calibrate, when: 'always' } }],
    [
      'arguments that are no object',
      /calibrate\.arguments: .*"type": "object"/,
      { calibrate: { ...calibrate, arguments: { type: 'number' } } },
    ],
    [
      'a schema that is not JSON',
      /calibrate\.arguments: .*plain JSON/,
      { calibrate: { ...calibrate, arguments: { type: 'object', default: () => 1 } } },
    ],
    ['no time at all to run', /calibrate\.timeoutMs/, { calibrate: { ...calibrate, timeoutMs: 0 } }],
  ])('are refused with %s, naming the class and what is wrong', (_what, message, commands) => {
    expect(() => describeCommands(driverWith(commands as DeviceCommands))).toThrow(
      expect.objectContaining({ code: 'INVALID_COMMAND', message: expect.stringMatching(message) }),
    );
    expect(() => describeCommands(driverWith(commands as DeviceCommands))).toThrow(/Amplifier/);
  });

  it('run with their arguments and a signal, and give JSON, or null for nothing', async () => {
    const { signal } = new AbortController();
    const driver = driverWith({
      echo: { title: 'Echo', run: async (args, options) => ({ ...args, same: options.signal === signal }) },
      blink: { title: 'Blink', run: () => {} },
    });
    expect(await runCommand(driver, 'echo', { text: 'hello' }, { signal })).toEqual({
      text: 'hello',
      same: true,
    });
    expect(await runCommand(driver, 'blink', {}, { signal })).toBeNull();
  });

  it('fail with what they threw', async () => {
    const failure = new RangeError('out of reach');
    const driver = driverWith({
      fail: {
        title: 'Fail',
        run: () => {
          throw failure;
        },
      },
    });
    await expect(runCommand(driver, 'fail', {}, unlimited())).rejects.toBe(failure);
  });

  it('that do not exist are refused, naming those that do; also one that every object has', async () => {
    const driver = driverWith({ calibrate });
    for (const name of ['calibrat', 'constructor']) {
      await expect(runCommand(driver, name, {}, unlimited())).rejects.toMatchObject({
        code: 'UNKNOWN_COMMAND',
        message: expect.stringContaining('it has: calibrate'),
      });
    }
  });

  it('may not give what is not JSON', async () => {
    const driver = driverWith({ now: { title: 'Now', run: () => new Date() as never } });
    await expect(runCommand(driver, 'now', {}, unlimited())).rejects.toMatchObject({
      code: 'INVALID_COMMAND',
    });
  });
});

describe('changeStreams', () => {
  class Changing extends BenchDriver {
    change() {
      this.changeStreams([stream({ streamKey: 'eeg', channelNames: ['a', 'b', 'c'] })]);
    }
  }

  it('tells the host, and what is emitted after it is of the new streams, its numbering going on', () => {
    const changes: unknown[] = [];
    const { context, seen } = notingContext({ onStreamsChanged: (streams) => changes.push(...streams) });
    const driver = new Changing();
    driver.bind(context);
    driver.emitSamples('eeg', [1, 2]);
    driver.change();
    driver.emitSamples('eeg', [1, 2, 3]);
    expect(changes).toMatchObject([{ streamKey: 'eeg', channelNames: ['a', 'b', 'c'] }]);
    expect(seen.frames.map(({ seq, data }) => [seq, data.shape])).toEqual([
      [0, [2, 1]],
      [1, [3, 1]],
    ]);
  });

  it('is ignored once the context is closed', () => {
    const changes: unknown[] = [];
    const { context } = notingContext({ onStreamsChanged: (streams) => changes.push(streams) });
    const driver = new Changing();
    driver.bind(context);
    context.close();
    driver.change();
    expect(changes).toEqual([]);
  });
});
