import { type VerifyFinding, type VerifyReport, verifyRecording } from '@modlink/host';
import type { AddCommand } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import type { Output } from '../output/output.js';
import { progressLine } from '../output/progress-line.js';
import { countText, driftText, intervalText, pluralText, rateText, sizeText } from '../output/quantities.js';
import { table } from '../output/table.js';

export const addVerify: AddCommand = (program, act) => {
  program
    .command('verify <file>')
    .description('check every checksum, index, frame and count of a recording')
    .addHelpText(
      'after',
      `
Examples:
  modlink verify eeg.mcap
  modlink verify eeg.mcap --json

It reads all of the file and ends with 0 when nothing in it is damaged. A recording that was cut off, or that has gaps because a
device lost something, is sound all the same; both are named. Of a recording that went to several files all are checked, and one
that is missing is named.`,
    )
    .action(
      act(async ({ output, interruption }, _options, file = '') => {
        using progress = progressLine(output, 'Checking', 'bytes');
        const report = await verifyRecording(file, {
          signal: interruption.signal,
          onProgress: ({ doneBytes, totalBytes }) => progress.show(doneBytes, totalBytes),
        });
        progress.clear();
        output.result(report, () => reportText(report, output));
        return report.isSound ? exitCodes.ok : exitCodes.fileFailed;
      }),
    );
};

function reportText(report: VerifyReport, { colors, columns }: Output): string {
  const { path, sizeBytes, chunks, frames, events, streams, findings, isSound } = report;
  const rows = streams.map(({ streamId, longestIntervalMs, statistics }) => [
    streamId,
    countText(statistics.frames),
    countText(statistics.samples),
    rateText(statistics.measuredRateHz),
    driftText(statistics.driftPpm),
    intervalText(statistics.jitterP50Ms),
    intervalText(statistics.jitterP99Ms),
    intervalText(longestIntervalMs),
    statistics.gaps > 0 ? colors.yellow(countText(statistics.gaps)) : '0',
    countText(statistics.lostSamples),
  ]);
  const headings = [
    'STREAM',
    'FRAMES',
    'SAMPLES',
    'MEASURED',
    'DRIFT',
    'JITTER P50',
    'P99',
    'LONGEST INTERVAL',
    'GAPS',
    'LOST',
  ];
  const size = `${sizeText(sizeBytes)}, ${pluralText(chunks, 'chunk')}, ${pluralText(frames, 'frame')}, ${pluralText(events, 'event')}`;
  const verdict = isSound ? colors.green('sound') : colors.red('damaged');
  const findingText = ({ severity, code, message, file }: VerifyFinding): string =>
    `${(severity === 'error' ? colors.red : colors.yellow)(code)}  ${file === undefined ? '' : `${file}: `}${message}`;
  return [
    `${colors.bold(path)}  ${verdict}\n${size}`,
    ...(rows.length > 0 ? [table(headings, rows, { columns, colors })] : []),
    ...(findings.length > 0 ? [findings.map(findingText).join('\n')] : []),
    ...(isSound ? [] : ['What can be read of it can be exported; take it from a copy for the rest.']),
  ].join('\n\n');
}
