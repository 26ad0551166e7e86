import {
  type EventEdit,
  editEvents,
  editLabels,
  type LabelEdits,
  type ListedEvent,
  openRecording,
  type RecordingEventType,
  type RecordingInfo,
} from '@modlink/host';
import { CliError } from '../cli-error.js';
import { type AddCommand, type CommandContext, collect } from '../command-context.js';
import type { Output } from '../output/output.js';
import { clockText, pluralText } from '../output/quantities.js';
import { parseRecordingTime } from '../output/recording-time.js';
import { table } from '../output/table.js';

interface EditCommandOptions {
  readonly name?: string;
  readonly session?: string;
  readonly experiment?: string;
  readonly subject?: string;
  readonly notes?: string;
  readonly mark?: readonly string[];
  readonly segment?: readonly string[];
  readonly relabel?: readonly string[];
  readonly move?: readonly string[];
  readonly remove?: readonly string[];
  readonly restore?: readonly string[];
}

/** What was recorded of devices and streams stays as it was. */
const editableTypes: readonly RecordingEventType[] = ['marker', 'segment-start', 'segment-end'];

export const addEdit: AddCommand = (program, act) => {
  program
    .command('edit <file>')
    .description('change markers, segments and names of a recording, beside it')
    .option('--name <text>', 'what the recording is called')
    .option('--session <text>', 'the session it belongs to; "" takes it away')
    .option('--experiment <text>', 'the experiment it belongs to; "" takes it away')
    .option('--subject <text>', 'who or what was recorded; "" takes it away')
    .option('--notes <text>', 'what is to be said about it; "" takes it away')
    .option('--mark <time=label>', 'add a marker (repeatable)', collect)
    .option('--segment <from-to=label>', 'add a segment (repeatable)', collect)
    .option(
      '--relabel <id=label>',
      'call a marker, or an end of a segment, something else (repeatable)',
      collect,
    )
    .option('--move <id=time>', 'put a marker, or an end of a segment, at another time (repeatable)', collect)
    .option('--remove <id>', 'take a marker, or an end of a segment, away (repeatable)', collect)
    .option('--restore <id>', 'have one again that was removed or changed, as it was (repeatable)', collect)
    .addHelpText(
      'after',
      `
Examples:
  modlink edit rest.mcap                                   the markers and segments, with their ids
  modlink edit rest.mcap --mark 1:30="eyes open" --mark 95.5s=blink
  modlink edit rest.mcap --segment 0:30-2:00=task
  modlink edit rest.mcap --relabel r3=stimulus --move r4=2:10 --remove a1
  modlink edit rest.mcap --restore a1
  modlink edit rest.mcap --name "Rest 1" --subject P-07 --session ""

Times count from the start of the recording, as inspect shows them: 1:30, 0:12.345, 95.5s. The recording itself is not written
to: what changed stands in a file beside it, rest.mcap.edits.json, and goes with it into replays and exports.`,
    )
    .action(act<EditCommandOptions>(edit));
};

async function edit({ output }: CommandContext, options: EditCommandOptions, file = ''): Promise<void> {
  const { startedNs } = await infoOf(file);
  const edits = [
    ...(options.mark ?? []).map((text) => marker(text, startedNs)),
    ...(options.segment ?? []).flatMap((text) => segment(text, startedNs)),
    ...(options.relabel ?? []).map(relabelling),
    ...(options.move ?? []).map((text) => moving(text, startedNs)),
    ...(options.remove ?? []).map((eventId): EventEdit => ({ type: 'remove', eventId })),
    ...(options.restore ?? []).map((eventId): EventEdit => ({ type: 'restore', eventId })),
  ];
  const labels = labelEdits(options);
  // What may be refused first, so that all of it is done or nothing.
  if (edits.length > 0) await editEvents(file, joined(edits), { types: editableTypes });
  if (Object.keys(labels).length > 0) await editLabels(file, labels);
  await using recording = await openRecording(file);
  const events: ListedEvent[] = [];
  for await (const listed of recording.listEvents())
    if (editableTypes.includes(listed.event.type)) events.push(listed);
  const { path, name, session, experiment, subject, notes, editRevision } = recording.info;
  const document = { path, name, session, experiment, subject, notes, editRevision, events };
  output.result(document, () => editedText(recording.info, events, output));
}

async function infoOf(file: string): Promise<RecordingInfo> {
  await using recording = await openRecording(file);
  return recording.info;
}

function labelEdits({ name, session, experiment, subject, notes }: EditCommandOptions): LabelEdits {
  const given = Object.entries({ session, experiment, subject, notes }).flatMap(([key, text]) =>
    text === undefined ? [] : [[key, text === '' ? null : text] as const],
  );
  return { ...(name !== undefined && { name }), ...Object.fromEntries(given) };
}

/** Several changes of one event are one: after a change it has another id. */
function joined(edits: readonly EventEdit[]): EventEdit[] {
  const result: EventEdit[] = [];
  for (const each of edits) {
    const at = result.findIndex(
      (before) => each.type === 'change' && before.type === 'change' && before.eventId === each.eventId,
    );
    if (at === -1) result.push(each);
    else result[at] = { ...result[at], ...each } as EventEdit;
  }
  return result;
}

function marker(text: string, startedNs: bigint): EventEdit {
  const [time, label] = split('--mark', text, '1:30="eyes open"');
  return { type: 'add', event: { type: 'marker', label, timestampNs: startedNs + parseRecordingTime(time) } };
}

function segment(text: string, startedNs: bigint): EventEdit[] {
  const example = '0:30-2:00=task';
  const [times, label] = split('--segment', text, example);
  const [from, to] = times.split('-').map((time) => parseRecordingTime(time));
  if (from === undefined || to === undefined || to <= from) throw notUnderstood('--segment', text, example);
  return [
    { type: 'add', event: { type: 'segment-start', label, timestampNs: startedNs + from } },
    { type: 'add', event: { type: 'segment-end', label, timestampNs: startedNs + to } },
  ];
}

function relabelling(text: string): EventEdit {
  const [eventId, label] = split('--relabel', text, 'r3=stimulus');
  return { type: 'change', eventId, label };
}

function moving(text: string, startedNs: bigint): EventEdit {
  const [eventId, time] = split('--move', text, 'r4=2:10');
  return { type: 'change', eventId, timestampNs: startedNs + parseRecordingTime(time) };
}

/** @throws {CliError} `WRONG_USAGE` */
function split(option: string, text: string, example: string): [before: string, after: string] {
  const at = text.indexOf('=');
  const [before, after] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 1 || before === '' || after === '') throw notUnderstood(option, text, example);
  return [before, after];
}

const notUnderstood = (option: string, text: string, example: string): CliError =>
  new CliError(
    'WRONG_USAGE',
    `${option} ${JSON.stringify(text)} is not understood. Something like ${option} ${example} was expected.`,
  );

function editedText(info: RecordingInfo, events: readonly ListedEvent[], output: Output): string {
  const { colors, columns } = output;
  const labels = [info.name, info.session, info.experiment, info.subject].filter(
    (text) => text !== undefined,
  );
  const rows = events.map(({ eventId, event: { timestampNs, type, label = '' } }) => {
    const atMs = Number(timestampNs - info.startedNs) / 1e6;
    const milliseconds = String(Math.floor(Math.max(atMs, 0) % 1000)).padStart(3, '0');
    return [eventId, `${clockText(atMs)}.${milliseconds}`, type, label];
  });
  return [
    `${colors.bold(info.path)}  ${labels.join(' · ')}`,
    ...(info.notes === undefined ? [] : [info.notes]),
    ...(rows.length > 0 ? [table(['ID', 'TIME', 'WHAT', 'LABEL'], rows, { columns, colors })] : []),
    `${pluralText(rows.length, 'marker')} and ends of segments.`,
  ].join('\n\n');
}
