/**
 * Puts noble, as it is, into this package: `dist/noble`, with its licence. Its install script must not run on the machines of
 * users: on Linux noble 2.8 has no native code of its own, so that the binary it brings cannot be loaded, and its install
 * script goes on to compile, which fails wherever there is no compiler, and with it the whole installation.
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = dirname(createRequire(import.meta.url).resolve('@stoprocent/noble/package.json'));
const target = fileURLToPath(new URL('../dist/noble', import.meta.url));

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const part of ['index.js', 'LICENSE', 'lib', 'prebuilds']) {
  const isForUse = (path) =>
    !/\.(cc|cpp|h|hpp|mm|gyp|gypi)$/.test(path) && !/prebuilds.(android|linux)/.test(path);
  await cp(join(source, part), join(target, part), { recursive: true, filter: isForUse });
}
const { name, version, license, repository } = JSON.parse(
  await readFile(join(source, 'package.json'), 'utf8'),
);
await writeFile(
  join(target, 'package.json'),
  `${JSON.stringify({ name, version, license, repository, type: 'commonjs', main: './index.js' }, null, 2)}\n`,
);
