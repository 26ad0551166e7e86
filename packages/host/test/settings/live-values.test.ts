import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostValueEffects, hostValuesJsonSchema } from '../../src/index.js';
import { openTestHost } from '../support/test-host.js';

describe('the settings of a host', () => {
  it('are the options of this run on what is saved on the defaults of the application on those of ModLink', async () => {
    const { host } = await openTestHost([], {
      preRoll: { durationMs: 5_000 },
      reconnect: { maxAttempts: 1 },
      defaults: { keepAwake: true, compression: 'lz4', reconnect: { mode: 'off', maxDelayMs: 2_000 } },
    });
    await host.settings.change({ preRollMs: 1_000, reconnect: { mode: 'on', maxAttempts: 9 } });
    expect(host.settings.current).toMatchObject({
      preRollMs: 5_000,
      keepAwake: true,
      compression: 'lz4',
      reconnect: { mode: 'on', maxAttempts: 1, maxDelayMs: 2_000, initialDelayMs: 1_000 },
    });
    expect(host.settings.saved).toEqual({ preRollMs: 1_000, reconnect: { mode: 'on', maxAttempts: 9 } });
    expect([...host.settings.overridden].sort()).toEqual(['preRollMs', 'reconnect', 'recordingsFolder']);
    // Without a driver's own, that holds for its devices; the options of this run go before all.
    await host.settings.changePolicy('drivers', 'steady', {
      reconnect: { maxAttempts: 3, initialDelayMs: 10 },
    });
    expect(host.settings.policies('steady').reconnect).toMatchObject({ maxAttempts: 1, initialDelayMs: 10 });
  });

  it('are told to whoever listens, and a value that is wrong changes nothing', async () => {
    const { host, home } = await openTestHost([]);
    const seen: number[] = [];
    const end = host.settings.onChange(({ durableWithinMs }) => seen.push(durableWithinMs));
    await host.settings.change({ durableWithinMs: 100 });
    await expect(host.settings.change({ durableWithinMs: 1 })).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
    });
    await expect(host.settings.change({ nothing: 1 } as never)).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
    });
    end();
    await host.settings.change({ durableWithinMs: 200 });
    expect(seen).toEqual([100]);
    const file = JSON.parse(await readFile(join(home, 'settings', 'host.json'), 'utf8'));
    expect(file.values).toEqual({ durableWithinMs: 200 });
  });

  it('are seen from another host of the same folder', async () => {
    const first = await openTestHost([]);
    const second = await openTestHost([], { home: first.home });
    await Promise.all([
      first.host.settings.change({ fsync: true }),
      second.host.settings.change({ compression: 'zstd' }),
    ]);
    expect(await first.host.settings.refresh()).toMatchObject({ fsync: true, compression: 'zstd' });
  });

  it('have a schema and a time for each', () => {
    const { properties = {} } = hostValuesJsonSchema();
    expect(Object.keys(properties)).toEqual(Object.keys(hostValueEffects));
  });

  it('keep the past of the streams as long as they say, changed while they run', async () => {
    const { host, found } = await openTestHost(['steady']);
    const device = await host.connect(await found('steady', 'first'));
    await device.startStreaming();
    const consumers = () => host.bus.consumers().map(({ name }) => name);
    expect(consumers()).not.toContain('pre-roll');
    await host.settings.change({ preRollMs: 1_000 });
    expect(consumers()).toContain('pre-roll');
    await host.settings.change({ preRollMs: 2_000 });
    expect(consumers().filter((name) => name === 'pre-roll')).toHaveLength(1);
    await host.settings.change({ preRollMs: 0 });
    expect(consumers()).not.toContain('pre-roll');
  });
});
