import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openSettingsFile, type SettingsReport } from '../../src/settings/index.js';
import { temporaryFolder } from './temporary-folder.js';

const schema = z.looseObject({
  name: z.string().default('none'),
  counts: z.record(z.string(), z.int()).default({}),
});

async function open(folder: string) {
  const reports: SettingsReport[] = [];
  const path = join(folder, 'file.json');
  const file = await openSettingsFile({ path, schema, onReport: (report) => reports.push(report) });
  return { file, reports, path };
}

describe('a settings file', () => {
  it('gives defaults where there is none, and writes nothing for them', async () => {
    const folder = await temporaryFolder();
    const { file } = await open(join(folder, 'deep', 'below'));
    expect(await file.read()).toEqual({ name: 'none', counts: {} });
    await file.update((current) => current);
    expect(await readdir(join(folder, 'deep', 'below'))).toEqual([]);
  });

  it('keeps what was set, also keys it does not know', async () => {
    const { file, path } = await open(await temporaryFolder());
    await writeFile(path, '{"name":"before","later":{"version":2}}');
    expect(await file.update((current) => ({ ...current, name: 'after' }))).toMatchObject({ name: 'after' });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      name: 'after',
      counts: {},
      later: { version: 2 },
    });
  });

  it('refuses what does not fit, and stays as it was', async () => {
    const { file, path } = await open(await temporaryFolder());
    await file.update((current) => ({ ...current, name: 'good' }));
    const wrong = file.update((current) => ({ ...current, counts: { a: 1.5, b: 2, c: Number.NaN } }));
    await expect(wrong).rejects.toMatchObject({ code: 'SETTINGS_INVALID', subject: { path } });
    await expect(wrong).rejects.toThrow(/counts: a: .*counts: c: /);
    expect(await file.read()).toEqual({ name: 'good', counts: {} });
  });

  it('is unchanged when the change itself fails, and goes on', async () => {
    const { file } = await open(await temporaryFolder());
    const failing = file.update(() => {
      throw new Error('no');
    });
    const next = file.update((current) => ({ ...current, name: 'next' }));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toMatchObject({ name: 'next' });
  });

  it('is not changed by changing what it gave', async () => {
    const { file, path } = await open(await temporaryFolder());
    const changed = await file.update((current) => {
      current.counts.a = 1;
      return current;
    });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ counts: { a: 1 } });
    changed.counts.a = 2;
    expect(await file.read()).toMatchObject({ counts: { a: 1 } });
  });
});

describe('several objects on one file', () => {
  it('lose no change, also through a link, and never show half a file', async () => {
    const folder = await temporaryFolder();
    const first = await open(join(folder, 'real'));
    await symlink(join(folder, 'real'), join(folder, 'link'), 'junction');
    const second = await open(join(folder, 'link'));
    const keys = Array.from({ length: 40 }, (_, index) => `key${index}`);
    const changes = keys.map((key, index) =>
      (index % 2 === 0 ? first : second).file.update((current) => ({
        ...current,
        counts: { ...current.counts, [key]: index },
      })),
    );
    let changing = true;
    const watching = (async () => {
      while (changing) {
        const text = await readFile(first.path, 'utf8').catch(() => '{}');
        JSON.parse(text);
      }
    })();
    await Promise.all(changes);
    changing = false;
    await watching;
    expect(Object.keys((await first.file.read()).counts).sort()).toEqual([...keys].sort());
    expect(await readdir(join(folder, 'real'))).toEqual(['file.json']);
  });

  it('see what another process wrote', async () => {
    const { file, path } = await open(await temporaryFolder());
    await file.read();
    await writeFile(path, '{"name":"another"}');
    await file.update((current) => ({ ...current, counts: { a: 1 } }));
    expect(await file.read()).toEqual({ name: 'another', counts: { a: 1 } });
  });
});

describe('listeners', () => {
  it('hear of own changes and of those that a read finds, once each', async () => {
    const { file, path } = await open(await temporaryFolder());
    const heard: string[] = [];
    const stop = file.onChange(({ name }) => heard.push(name));
    await file.read();
    await file.update((current) => ({ ...current, name: 'own' }));
    await file.update((current) => ({ ...current, name: 'own' }));
    await writeFile(path, '{"name":"another"}');
    await file.read();
    await file.read();
    stop();
    await file.update((current) => ({ ...current, name: 'unheard' }));
    expect(heard).toEqual(['own', 'another']);
  });

  it('that throw are reported, and the others hear', async () => {
    const { file, reports } = await open(await temporaryFolder());
    const heard: string[] = [];
    file.onChange(() => {
      throw new Error('a listener of the test');
    });
    file.onChange(({ name }) => heard.push(name));
    await file.update((current) => ({ ...current, name: 'changed' }));
    expect(heard).toEqual(['changed']);
    expect(reports).toMatchObject([
      { code: 'LISTENER_FAILED', message: expect.stringContaining('of the test') },
    ]);
  });
});

describe('a file that is not usable', () => {
  it.each([
    ['not JSON', '{ "name": '],
    ['empty', ''],
    ['of another form', '{ "name": 5 }'],
  ])('because it is %s is kept aside and reported', async (_why, text) => {
    const folder = await temporaryFolder();
    const { file, reports, path } = await open(folder);
    await writeFile(path, text);
    expect(await file.update((current) => ({ ...current, name: 'new' }))).toEqual({
      name: 'new',
      counts: {},
    });
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ code: 'SETTINGS_CORRUPT', path });
    const keptAs = reports[0]?.keptAs ?? '';
    expect(keptAs).toMatch(/file\.json\.corrupt-\d{4}-\d\d-\d\dT[\d-]+Z$/);
    expect(await readFile(keptAs, 'utf8')).toBe(text);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('is kept each time it happens', async () => {
    const folder = await temporaryFolder();
    const { file, reports, path } = await open(folder);
    for (const text of ['one', 'two', 'three']) {
      await writeFile(path, text);
      await file.read();
    }
    const kept = await Promise.all(reports.map(({ keptAs }) => readFile(keptAs ?? '', 'utf8')));
    expect(kept).toEqual(['one', 'two', 'three']);
  });

  it('is reported once when several objects meet it at the same time', async () => {
    const folder = await temporaryFolder();
    const first = await open(folder);
    const second = await open(folder);
    await writeFile(first.path, 'broken');
    await Promise.all([first.file.read(), second.file.read(), first.file.read()]);
    expect([...first.reports, ...second.reports]).toHaveLength(1);
  });
});

it('never overwrites an unusable file that cannot be moved aside', async () => {
  // Of this length the file can be written, but the name to keep it under is too long.
  const path = join(await temporaryFolder(), `${'n'.repeat(235)}.json`);
  await writeFile(path, 'broken');
  const reports: SettingsReport[] = [];
  const file = await openSettingsFile({ path, schema, onReport: (report) => reports.push(report) });
  const change = file.update((current) => ({ ...current, name: 'new' }));
  await expect(change).rejects.toMatchObject({ code: 'SETTINGS_NOT_SAVED' });
  expect(await readFile(path, 'utf8')).toBe('broken');
  expect(reports).toEqual([
    { code: 'SETTINGS_CORRUPT', path, message: expect.stringContaining('moved aside') },
  ]);
});

describe('a place that cannot be used', () => {
  it('is named when reading', async () => {
    const { file, path } = await open(await temporaryFolder());
    await mkdir(path);
    await expect(file.read()).rejects.toMatchObject({ code: 'SETTINGS_UNREADABLE', subject: { path } });
  });

  it('is named when writing', async () => {
    const folder = await temporaryFolder();
    const { file } = await open(join(folder, 'settings'));
    await rm(join(folder, 'settings'), { recursive: true });
    await writeFile(join(folder, 'settings'), 'a file in place of the folder');
    await expect(file.update((current) => ({ ...current, name: 'x' }))).rejects.toMatchObject({
      code: 'SETTINGS_NOT_SAVED',
    });
    expect(await file.read()).toMatchObject({ name: 'none' });
  });
});
