import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('..', import.meta.url));

it('has a README whose example prints what it says', async () => {
  const example = /```js\n(.*?)```/s.exec(readFileSync(`${folder}README.md`, 'utf8'))?.[1] ?? '';
  const said = [...example.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => `${line}\n`).join('');
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', example], { cwd: folder });
  expect(stdout).toBe(said);
  expect(said).not.toBe('');
});
