import { basename } from 'node:path';
import {
  openRecording,
  type RecordedStreamInfo,
  type RecordingEvent,
  type RecordingInfo,
} from '@modlink/host';
import wrapAnsi from 'wrap-ansi';
import type { AddCommand } from '../command-context.js';
import { payloadText } from '../output/descriptor-words.js';
import type { Output } from '../output/output.js';
import {
  clockText,
  countText,
  durationText,
  jitterText,
  momentText,
  nominalRateText,
  pluralText,
  rateText,
  sizeText,
} from '../output/quantities.js';
import { table } from '../output/table.js';
import { timeReport } from '../output/time-report.js';

/** How many events the text shows; the JSON has them all. */
const shownEvents = 20;

export const addInspect: AddCommand = (program, act) => {
  program
    .command('inspect <file>')
    .description('show what a recording holds')
    .addHelpText(
      'after',
      `
Examples:
  modlink inspect eeg.mcap
  modlink inspect eeg.mcap --json     everything, with all markers, settings and descriptors

A recording that was cut off, or that is still running, opens too: it says so, and has everything up to its last flush. One that
went to several files is one, whichever of them is named; so it is for edit, replay, export and verify.`,
    )
    .action(
      act(async ({ output }, _options, file = '') => {
        await using recording = await openRecording(file);
        const events: RecordingEvent[] = [];
        for await (const event of recording.events()) events.push(event);
        output.result({ ...recording.info, events }, () => recordingText(recording.info, events, output));
      }),
    );
};

function recordingText(info: RecordingInfo, events: readonly RecordingEvent[], output: Output): string {
  const { colors, columns } = output;
  const state = info.complete ? colors.green('complete') : colors.yellow('not finished');
  const facts: [string, string | undefined][] = [
    ['Name', info.name],
    ['Session', info.session],
    ['Experiment', info.experiment],
    ['Subject', info.subject],
    ['Notes', info.notes],
    ['Files', filesText(info)],
    ['Started', momentText(info.startedNs)],
    ['Duration', durationText(info.durationMs)],
    ['Size', sizeText(info.sizeBytes)],
    ['State', state],
    ['Why', info.problem],
    ['Edits', info.editsProblem === undefined ? undefined : `left out: ${info.editsProblem}`],
    ['Made by', `ModLink ${info.hostVersion}`],
  ];
  const head = facts
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => hanging(colors.dim(label.padEnd(12)), value ?? '', 12, columns));
  return [
    colors.bold(info.path),
    head.join('\n'),
    streamsText(info.streams, output),
    ...(info.streams.length > 0 ? [timeText(info.streams, output)] : []),
    ...(events.length > 0 ? [eventsText(info.startedNs, events, output)] : []),
    ...info.drivers.map((driver) => provenanceText(driver, output)),
  ].join('\n\n');
}

/** Of a recording that went to several. */
function filesText({ parts, missingParts = [] }: RecordingInfo): string | undefined {
  if (parts === undefined) return undefined;
  const names = parts.map(({ path, complete }) => `${basename(path)}${complete ? '' : ' (not finished)'}`);
  const missing = missingParts.map((part) => `part ${part} is missing`);
  return [...names, ...missing].join(', ');
}

function streamsText(streams: readonly RecordedStreamInfo[], { colors, columns }: Output): string {
  if (streams.length === 0) return 'No streams.';
  const rows = streams.map(({ streamId, descriptor, frames, statistics }) => [
    streamId,
    payloadText(descriptor),
    nominalRateText(descriptor.nominalSampleRateHz),
    rateText(statistics?.measuredRateHz),
    jitterText(statistics?.jitterMs),
    countText(statistics?.samples ?? 0),
    countText(frames),
    statistics !== undefined && statistics.gaps > 0 ? colors.yellow(countText(statistics.gaps)) : '0',
    countText(statistics?.lostSamples ?? 0),
  ]);
  const headings = ['STREAM', 'WHAT', 'NOMINAL', 'MEASURED', 'JITTER', 'SAMPLES', 'FRAMES', 'GAPS', 'LOST'];
  return table(headings, rows, { columns, colors });
}

function timeText(streams: readonly RecordedStreamInfo[], output: Output): string {
  return timeReport(
    streams.map(({ streamId, descriptor: { nominalSampleRateHz }, statistics }) => ({
      streamId,
      nominalSampleRateHz,
      statistics,
    })),
    output,
  );
}

function eventsText(
  startedNs: bigint,
  events: readonly RecordingEvent[],
  { colors, columns }: Output,
): string {
  const lines = events.slice(0, shownEvents).map(({ timestampNs, type, label, streamId, deviceId, data }) => {
    const at = Number(timestampNs - startedNs) / 1e6;
    const when = `+${clockText(at)}.${String(Math.floor(Math.max(at, 0) % 1000)).padStart(3, '0')}`;
    const what = [label, streamId ?? deviceId, data === undefined ? undefined : JSON.stringify(data)];
    return hanging(
      `  ${when}  ${type.padEnd(14)} `,
      what.filter((part) => part !== undefined).join('  '),
      when.length + 19,
      columns,
    );
  });
  const more = events.length - lines.length;
  return [
    colors.bold(pluralText(events.length, 'event')),
    ...lines,
    ...(more > 0 ? [colors.dim(`  and ${countText(more)} more: --json shows them all`)] : []),
  ].join('\n');
}

function provenanceText(driver: RecordingInfo['drivers'][number], { colors, columns }: Output): string {
  const made = [driver.package, driver.version].filter((part) => part !== undefined).join(' ');
  const settings = Object.entries(driver.settings ?? {}).map(
    ([key, value]) => `${key} ${JSON.stringify(value)}`,
  );
  return [
    `${colors.bold(driver.deviceId)}  ${driver.displayName ?? driver.driverId}, ${made}${driver.firmware === undefined ? '' : `, firmware ${driver.firmware}`}`,
    ...(settings.length > 0 ? [hanging(colors.dim('  settings  '), settings.join(', '), 12, columns)] : []),
  ].join('\n');
}

/** A label, and a text beside it that wraps under itself. */
function hanging(label: string, text: string, indent: number, columns: number): string {
  return (
    label +
    wrapAnsi(text, Math.max(columns - indent, 20))
      .split('\n')
      .join(`\n${' '.repeat(indent)}`)
  );
}
