import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transportErrorCodes } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';

const ffmpeg = await part('ffmpeg');
const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

ffmpeg.describe('the README', () => {
  it('has an example that runs', async () => {
    const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', example],
      {
        cwd: folder,
      },
    );
    expect(stdout).toMatch(/^(320 240 230400\n)+$/);
  });
});

it('the README names every error that can happen', () => {
  // A capture has nothing to write, so that nothing can be pending when it closes.
  for (const code of transportErrorCodes.filter((code) => code !== 'CONNECTION_CLOSED'))
    expect(readme).toContain(`\`${code}\``);
});
