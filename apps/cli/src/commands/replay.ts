import {
  fastestSpeed,
  type HostReplay,
  type RecordingEvent,
  type ReplayAlignment,
  type ReplaySpeed,
  slowestSpeed,
} from '@modlink/host';
import { CliError } from '../cli-error.js';
import type { AddCommand, CommandContext } from '../command-context.js';
import { openHost } from '../host/open-host.js';
import { showLive } from '../live/live-run.js';
import { LiveStreams } from '../live/live-streams.js';
import { Messages } from '../live/messages.js';
import { replayView } from '../live/replay-view.js';
import { statusDocument } from '../live/status-line.js';
import { clockText, durationText, parseDuration, pluralText } from '../output/quantities.js';

interface ReplayOptions {
  readonly speed: ReplaySpeed;
  readonly loop?: boolean;
  readonly from?: number;
  readonly align: ReplayAlignment;
}

/** Why it ended. */
type Ending = 'ended' | 'stopped' | 'failed';

export const addReplay: AddCommand = (program, act) => {
  program
    .command('replay <files...>')
    .description('watch recordings as though they were made now')
    .option('--speed <factor>', `${slowestSpeed} to ${fastestSpeed} times as fast, or max`, parseSpeed, 1)
    .option('--loop', 'begin again at the end')
    .option('--from <time>', 'begin there: 10s, 5m, 1h', parseDuration)
    .option('--align <how>', 'several recordings: clock, as they were made; start, all at the start', 'clock')
    .addHelpText(
      'after',
      `
Examples:
  modlink replay eeg.mcap
  modlink replay eeg.mcap --from 5m --speed 4
  modlink replay monday.mcap tuesday.mcap --align start --loop

Keys on a terminal: space pauses and plays, ← and → go back and forth by 5 s, ↓ and ↑ by a minute, + and - change the speed,
l loops, . goes on by one frame, q quits. Elsewhere it prints a status every second and ends at the end; with --json, a line
of JSON for each status and marker. A recording that was cut off plays, too, up to its last flush.`,
    )
    .action(act<ReplayOptions>(replayFiles, 'live'));
};

async function replayFiles(
  context: CommandContext,
  { speed, loop = false, from: startMs, align }: ReplayOptions,
  ...files: string[]
): Promise<void> {
  const { output } = context;
  await using host = await openHost(context.globals);
  await using replay = await host.replays.open(files, { speed, loop, startMs, align });
  const messages = new Messages();
  const devices = replay.files.flatMap(({ info }) =>
    info.drivers.map(({ deviceId, displayName, driverId }) => ({ deviceId, title: displayName ?? driverId })),
  );
  using streams = new LiveStreams(
    {
      bus: replay.bus,
      devices: { list: () => devices },
      isPaused: () => replay.status().state !== 'playing',
    },
    devices.map(({ deviceId }) => deviceId),
  );
  replay.events.on('recorded', ({ event, positionMs }) => tell(context, messages, event, positionMs));
  output.step(
    {
      type: 'started',
      files: replay.files.map(({ info: { path, name, complete }, startMs: at }) => ({
        path,
        name,
        complete,
        startMs: at,
      })),
      replay: replay.status(),
    },
    () => undefined,
  );
  const startedMs = performance.now();
  const view = replayView(replay, output.colors);
  const ending = await showLive({ context, streams, messages, view, startedMs }, (stopped) =>
    play(replay, stopped, output.terminal !== undefined),
  );
  const { positionMs } = replay.status();
  output.step(
    {
      type: 'finished',
      ending: ending.type,
      replay: replay.status(),
      streams: statusDocument(streams.list()),
    },
    () =>
      `Replayed ${pluralText(streams.list().length, 'stream')} up to ${durationText(positionMs)} in ${durationText(performance.now() - startedMs)}.`,
  );
  if (ending.type === 'failed') throw ending.error;
}

/** Plays until somebody stops it, it fails, or it ends; on a terminal one can go back from the end. */
function play(
  replay: HostReplay,
  stopped: AbortSignal,
  staysAtEnd: boolean,
): Promise<{ readonly type: Ending; readonly error?: unknown }> {
  return new Promise((resolve) => {
    replay.events.on('failed', ({ error }) => resolve({ type: 'failed', error }));
    replay.events.on('changed', ({ state }) => {
      if (state === 'ended' && !staysAtEnd) resolve({ type: 'ended' });
    });
    stopped.addEventListener('abort', () => resolve({ type: 'stopped' }));
    if (stopped.aborted) resolve({ type: 'stopped' });
    else replay.play();
  });
}

/** A marker, or what befell a stream, when it comes by. */
function tell(
  { output }: CommandContext,
  messages: Messages,
  event: RecordingEvent,
  positionMs: number,
): void {
  const what = [event.type, event.label, event.streamId ?? event.deviceId].filter(
    (part) => part !== undefined,
  );
  const text = `${clockText(positionMs)}  ${what.join('  ')}`;
  messages.add({ level: 'info', text });
  if (output.json) output.step({ type: 'recorded', positionMs, event }, () => undefined);
  else if (output.terminal === undefined) output.step({}, () => text);
}

/** @throws {CliError} `WRONG_USAGE` */
function parseSpeed(text: string): ReplaySpeed {
  const speed = text === 'max' ? text : Number(text);
  if (speed === 'max' || (speed >= slowestSpeed && speed <= fastestSpeed)) return speed;
  throw new CliError(
    'WRONG_USAGE',
    `${JSON.stringify(text)} is no speed. A number from ${slowestSpeed} to ${fastestSpeed} was expected, or max for as fast as possible.`,
  );
}
