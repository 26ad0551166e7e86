/** The whole site is built, with the API reference; VitePress fails where a link of it leads nowhere. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { publishedPackages } from '../packages/published-packages.js';

const docs = fileURLToPath(new URL('..', import.meta.url));
const built = join(docs, '.vitepress', 'dist');

describe.skipIf(process.env.MODLINK_TEST_FULL !== '1')('the site (only with MODLINK_TEST_FULL=1)', () => {
  it('is built, with a page for each package, the API and a search', { timeout: 600_000 }, async () => {
    await promisify(execFile)('npm', ['run', 'docs:build'], {
      cwd: docs,
      shell: process.platform === 'win32',
      maxBuffer: 64 * 1024 * 1024,
    });
    for (const { slug } of publishedPackages)
      expect(existsSync(join(built, 'packages', `${slug}.html`)), slug).toBe(true);
    expect(readFileSync(join(built, 'api', '@modlink', 'sdk.html'), 'utf8')).toContain('StreamDescriptor');
    const chunks = readdirSync(join(built, 'assets', 'chunks'));
    expect(chunks.some((name) => name.startsWith('@localSearchIndex'))).toBe(true);
    // Parts of other files are there in their places.
    expect(readFileSync(join(built, 'guide', 'service.html'), 'utf8')).toContain('enable-linger');
    expect(readFileSync(join(built, 'embedding.html'), 'utf8')).toContain('recordingsFolder');
  });
});
