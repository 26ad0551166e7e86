import wrapAnsi from 'wrap-ansi';
import type { Finding } from '../doctor/finding.js';
import type { Output } from './output.js';
import { pluralText } from './quantities.js';

/** How many of them keep something from working. */
export const problemsIn = (findings: readonly Finding[]): number =>
  findings.filter(({ level }) => level === 'problem').length;

/** Findings, one below the other, and their sum. */
export function findingsText(findings: readonly Finding[], { colors, columns }: Output): string {
  const paint = { ok: colors.green, warning: colors.yellow, problem: colors.red };
  const labelWidth = Math.max(...findings.map(({ check }) => check.length));
  const indent = 9 + labelWidth + 2;
  const lines = findings.map(({ check, level, message, remedy }) => {
    const text = [message, ...(remedy === undefined ? [] : [`-> ${remedy}`])].flatMap((part) =>
      wrapAnsi(part, Math.max(columns - indent, 30)).split('\n'),
    );
    const label = `${paint[level](level.padEnd(7))}  ${check.padEnd(labelWidth)}  `;
    return label + text.join(`\n${' '.repeat(indent)}`);
  });
  const problems = problemsIn(findings);
  const warnings = findings.filter(({ level }) => level === 'warning').length;
  const sum =
    problems + warnings === 0
      ? 'Everything is fine.'
      : `${pluralText(problems, 'problem')}, ${pluralText(warnings, 'warning')}.`;
  return [...lines, '', sum].join('\n');
}
