import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  currentApiVersion,
  isolations,
  manifestJsonSchema,
  parseManifest,
} from '../../src/manifest/index.js';

const readJson = (url: URL): unknown => JSON.parse(readFileSync(url, 'utf8'));

/** The fixture files of a folder, by their names. */
function fixtures(folder: 'valid' | 'invalid') {
  const at = new URL(`../fixtures/manifests/${folder}/`, import.meta.url);
  return readdirSync(fileURLToPath(at)).map((file) => ({ file, content: readJson(new URL(file, at)) }));
}

const valid = fixtures('valid');
const invalid = fixtures('invalid').map(({ file, content }) => ({
  file,
  ...(content as { manifest: unknown; problems: { at: string; message: string }[] }),
}));

describe('parseManifest', () => {
  it.each(valid)('takes valid/$file', ({ content }) => {
    expect(parseManifest(content).problems).toBeUndefined();
    expect(parseManifest(content).manifest).toMatchObject({ apiVersion: expect.any(Number) });
  });

  it.each(invalid)('refuses invalid/$file, with where and why', ({ manifest, problems }) => {
    const parsed = parseManifest(manifest);
    expect(parsed.manifest).toBeUndefined();
    expect(parsed.problems).toEqual(
      problems.map(({ at, message }) => ({ at, message: expect.stringContaining(message) })),
    );
  });

  it('fills in the defaults', () => {
    const minimal = valid.find(({ file }) => file === 'minimal.json')?.content;
    expect(parseManifest(minimal).manifest?.drivers['my-sensor']).toEqual({
      entry: './dist/index.js',
      displayName: 'My sensor',
      providers: ['serial'],
      transports: [],
      isolation: 'process',
    });
  });

  it('writes ids in lower case', () => {
    const match = parseManifest(valid.find(({ file }) => file === 'every-match.json')?.content).manifest
      ?.drivers['my-sensor']?.match;
    expect(match?.hid?.[0]?.vendorId).toBe('054c');
    expect(match?.ble?.[1]?.serviceUuid).toBe('fb005c80-02e7-f387-1cad-8acd2d8df0c8');
  });

  it('knows the isolations of the contract, and its own version', () => {
    expect(isolations).toEqual(['process', 'worker', 'inline']);
    expect(currentApiVersion).toBe(1);
  });
});

describe('the published JSON Schema', () => {
  const published = readJson(new URL('../../dist/manifest.schema.json', import.meta.url));
  const validate = new Ajv2020().compile(published as object);

  it('equals the schema that validates', () => {
    expect(published).toEqual(manifestJsonSchema());
  });

  it.each(valid)('takes valid/$file', ({ content }) => {
    expect(validate(content), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each(invalid)('refuses invalid/$file', ({ manifest }) => {
    expect(validate(manifest)).toBe(false);
  });
});
