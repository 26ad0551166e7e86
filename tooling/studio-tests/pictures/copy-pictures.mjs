/**
 * Brings the pictures that the documentation shows up to date with those that the walk through the studio made. Which ones stands in
 * the texts: every `images/<name>.png` of a README or a page of the documentation.
 *
 *     npm run pictures          makes them, and copies them; Chinese pages need the font package fonts-noto-cjk
 */
import { copyFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const made = fileURLToPath(new URL('../.test-results/pictures/', import.meta.url));
const images = join(root, 'apps/docs/images');
/** What a page still loads at once. */
const mostBytes = 150_000;

const names = new Set();
for (const path of await texts()) {
  for (const [, name] of (await readFile(path, 'utf8')).matchAll(/images\/([\w-]+\.png)/g)) names.add(name);
}
const there = new Set(await readdir(made));
for (const name of [...names].sort()) {
  // Other pictures are made by others.
  if (!there.has(name)) continue;
  const { size } = await stat(join(made, name));
  if (size > mostBytes) throw new Error(`${name} has ${size} bytes; at most ${mostBytes} were expected.`);
  await copyFile(join(made, name), join(images, name));
  console.log(`${name} ${Math.round(size / 1_000)} kB`);
}

/** The README of the project and of its applications, and the pages of the documentation. */
async function texts() {
  const docs = (await readdir(join(root, 'apps/docs'), { recursive: true }))
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => join(root, 'apps/docs', name));
  const readmes = ['README.md', 'apps/cli/README.md', 'apps/server/README.md', 'apps/studio/README.md'];
  return [...docs, ...readmes.map((name) => join(root, name))];
}
