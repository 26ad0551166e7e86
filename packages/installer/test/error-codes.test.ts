import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { installerErrorCodes } from '../src/installed.js';

it('every error code is documented, and every documented code exists', async () => {
  const page = await readFile(
    new URL('../../../apps/docs/reference/installer-error-codes.md', import.meta.url),
    'utf8',
  );
  const documented = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(documented).toEqual([...installerErrorCodes]);
});
