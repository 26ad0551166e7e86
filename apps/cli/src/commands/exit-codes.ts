import type { AddCommand } from '../command-context.js';
import { exitCodeMeanings } from '../exit-codes.js';
import { table } from '../output/table.js';

/** A page to read rather than a command: `modlink help exit-codes` and `modlink exit-codes` show the same. */
export const addExitCodes: AddCommand = (program, act) => {
  const description = 'what the exit codes mean';
  program
    .command('exit-codes')
    .description(description)
    .addHelpText(
      'after',
      () =>
        `\nExit codes:\n${exitCodeMeanings.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join('\n')}`,
    )
    .action(
      act(async ({ output }) => {
        const { columns, colors } = output;
        output.result({ exitCodes: exitCodeMeanings.map(([code, meaning]) => ({ code, meaning })) }, () =>
          table(
            ['CODE', 'MEANING'],
            exitCodeMeanings.map(([code, meaning]) => [String(code), meaning]),
            { columns, colors },
          ),
        );
      }),
    );
};
