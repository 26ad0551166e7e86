import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { diagnosticSeverities } from '../../src/registry/index.js';

const page = new URL('../../../../apps/docs/reference/diagnostics.md', import.meta.url);

it('documents every diagnostic with its severity, and no other', async () => {
  const rows = (await readFile(page, 'utf8')).matchAll(/^\| `([A-Z_]+)` \| (\w+) \| .+ \| .+ \|$/gm);
  const documented = Array.from(rows, ([, code, severity]) => [code, severity]);
  expect(documented).toEqual(Object.entries(diagnosticSeverities));
});
