import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJsonFile } from '../../src/settings/json-file.js';
import { temporaryFolder } from './temporary-folder.js';

describe('reading a JSON file', () => {
  it('gives its value, with or without a byte order mark', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'plain.json'), '{"a":[1]}');
    await writeFile(join(folder, 'marked.json'), '\uFEFF{"a":[1]}');
    const expected = { status: 'read', value: { a: [1] } };
    expect(await readJsonFile(join(folder, 'plain.json'))).toEqual(expected);
    expect(await readJsonFile(join(folder, 'marked.json'))).toEqual(expected);
  });

  it.each([
    ['{\n  "a": 1,\n}', 'line 3, column 1'],
    ['{"a": b}', 'line 1, column 7'],
    ['{\n"a": [1,', 'line 2'],
    ['', 'line 1, column 1'],
  ])('says where %j is not JSON', async (text, place) => {
    const path = join(await temporaryFolder(), 'file.json');
    await writeFile(path, text);
    expect(await readJsonFile(path)).toEqual({ status: 'malformed', reason: expect.stringContaining(place) });
  });

  it('tells a missing file from one that cannot be read', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'folder.json'));
    await writeFile(join(folder, 'file'), '');
    expect(await readJsonFile(join(folder, 'none.json'))).toEqual({ status: 'missing' });
    expect(await readJsonFile(join(folder, 'file', 'none.json'))).toEqual({ status: 'missing' });
    expect(await readJsonFile(join(folder, 'folder.json'))).toMatchObject({ status: 'unreadable' });
    expect(await readJsonFile(join(folder, 'bad\0name.json'))).toMatchObject({ status: 'unreadable' });
  });
});
