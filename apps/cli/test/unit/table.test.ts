import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { table } from '../../src/output/table.js';

const colors = picocolors.createColors(false);
const headings = ['NAME', 'WHAT'];
const rows = [
  ['short', 'a text that is much longer than that'],
  ['a.name.without.any.space', 'b'],
];

describe('a table', () => {
  it('has columns as wide as what they hold', () => {
    expect(table(headings, rows, { columns: 100, colors })).toBe(
      [
        'NAME                      WHAT',
        'short                     a text that is much longer than that',
        'a.name.without.any.space  b',
      ].join('\n'),
    );
  });

  it('wraps its widest columns where it is too wide, and loses nothing', () => {
    expect(table(headings, rows, { columns: 40, colors })).toBe(
      [
        'NAME                 WHAT',
        'short                a text that is much',
        '                     longer than that',
        'a.name.without.any.  b',
        'space',
      ].join('\n'),
    );
  });

  it('becomes blocks where columns would be too narrow', () => {
    expect(table(headings, rows, { columns: 20, colors })).toBe(
      'NAME  short\nWHAT  a text that is much longer than that\n\nNAME  a.name.without.any.space\nWHAT  b',
    );
  });

  it('counts no colours', () => {
    const painted = picocolors.createColors(true);
    const lines = table(['A', 'B'], [[painted.green('ok'), 'x']], { columns: 80, colors }).split('\n');
    expect(lines[0]).toBe('A   B');
  });
});
