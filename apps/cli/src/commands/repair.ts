import { type RepairResult, repairRecording } from '@modlink/host';
import type { AddCommand } from '../command-context.js';
import type { Output } from '../output/output.js';
import { progressLine } from '../output/progress-line.js';
import { countText, sizeText } from '../output/quantities.js';

interface RepairOptions {
  readonly force?: boolean;
}

export const addRepair: AddCommand = (program, act) => {
  program
    .command('repair <file>')
    .description('finish a recording that was cut off')
    .option('--force', 'even if it was written to just now: nothing records it')
    .addHelpText(
      'after',
      `
Examples:
  modlink repair eeg.mcap

What is whole in the file is kept as it is; indexes, statistics and checksums are added. The finished file takes its place when it
is complete and on disk, so that nothing is lost when this is interrupted. It needs the room of a second file for that time.`,
    )
    .action(
      act<RepairOptions>(async ({ output, interruption }, { force }, file = '') => {
        using progress = progressLine(output, 'Repairing', 'bytes');
        const result = await repairRecording(file, {
          force,
          signal: interruption.signal,
          onProgress: ({ doneBytes, totalBytes }) => progress.show(doneBytes, totalBytes),
        });
        progress.clear();
        output.result(result, () => resultText(result, output));
      }),
    );
};

function resultText(result: RepairResult, { colors }: Output): string {
  const { path, repaired, problem, messages, leftOut, sizeBytes } = result;
  const content = `${countText(messages)} frames and events, ${sizeText(sizeBytes)}`;
  if (!repaired) return `${path} was finished already: ${content}.`;
  return [
    `${colors.green('Repaired')} ${path}: ${content}.`,
    `It was not finished: ${problem}.`,
    ...leftOut.map((what) => `${colors.yellow('Left out:')} ${what}.`),
  ].join('\n');
}
