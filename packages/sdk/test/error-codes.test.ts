import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { driverErrorCodes, transportErrorCodes } from '../src/index.js';

const page = readFileSync(new URL('../../../apps/docs/reference/error-codes.md', import.meta.url), 'utf8');

/** The rows of the table in one section of the page. */
function rows(section: string): string[][] {
  const body = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? '';
  return body
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe.each([
  ['Driver errors', driverErrorCodes],
  ['Transport errors', transportErrorCodes],
] as const)('the documented "%s"', (section, codes) => {
  it('are exactly those of the SDK, in its order', () => {
    expect(rows(section).map(([code]) => code)).toEqual(codes.map((code) => `\`${code}\``));
  });

  it('each say what they mean and what to do', () => {
    for (const row of rows(section)) {
      expect(row).toHaveLength(3);
      for (const cell of row.slice(1)) expect(cell).toMatch(/^[A-Z`].*\.$/);
    }
  });

  it('are each used for one thing only', () => {
    expect(new Set(codes).size).toBe(codes.length);
  });
});
