import type { z } from 'zod';

/** Of a wrong key, and of a value that fits none of several forms, the words are one level further in. */
export function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues.map(issueText).join('; ');
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const forms = issue.errors.map((problems) =>
      problems.map((problem) => [...problem.path, issueText(problem)].join(': ')).join('; '),
    );
    return `fits none of these: ${forms.join(' | ')}`;
  }
  return issue.message;
}
