/** What `start` and `record` have in common once their devices stream: they show them until something ends it. */
import type { Host, HostEvent } from '@modlink/host';
import type { CommandContext } from '../command-context.js';
import type { Output } from '../output/output.js';
import { onKeys } from '../terminal/keys.js';
import { LiveScreen, type Room } from '../terminal/live-screen.js';
import { type Ending, waitForEnding } from './ending.js';
import type { LiveStreams } from './live-streams.js';
import { type Messages, messageOf, paintedWords } from './messages.js';
import { statusDocument, statusLines } from './status-line.js';
import { drawStreamGrid } from './stream-grid.js';

const statusIntervalMs = 1000;
const mostMessageRows = 3;
/** From this height on there are empty lines between the parts. */
const spaciousRows = 26;

/** What a command adds to the streams. */
export interface LiveView {
  /** Lines above and below the streams. */
  head(columns: number): string[];
  foot(columns: number): string[];
  /** What keys do, beside q. */
  readonly keys: Readonly<Record<string, () => void>>;
  /** What a status line for programs has beside the streams. */
  statusDocument(): object;
  /** Lines of a status for people, after those of the streams. */
  statusLines(elapsedMs: number): string[];
}

/** What is shown. */
export interface LiveShow {
  readonly context: CommandContext;
  readonly streams: LiveStreams;
  readonly messages: Messages;
  readonly view: LiveView;
  readonly startedMs: number;
}

export interface LiveRun extends LiveShow {
  readonly host: Host;
  readonly durationMs: number | undefined;
  /** Goes on without devices. `false` when absent. */
  readonly isServer?: boolean | undefined;
}

/** Shows the streams of devices until it ends. */
export function runLive(run: LiveRun): Promise<Ending> {
  const { host, durationMs, isServer } = run;
  return showLive(run, (stopped) => waitForEnding({ host, durationMs, stopped, isServer }));
}

/**
 * Shows streams until it ends: full-screen on a terminal, otherwise a status every second.
 * @param untilEnd - gets a signal that aborts when somebody stops it.
 */
export async function showLive<T>(
  show: LiveShow,
  untilEnd: (stopped: AbortSignal) => Promise<T>,
): Promise<T> {
  const { context, view } = show;
  const { output, interruption } = context;
  const stop = new AbortController();
  const stopped = AbortSignal.any([interruption.signal, stop.signal]);
  const { terminal } = output;
  if (terminal === undefined) {
    using _status = everySecond(() => writeStatus(show));
    return await untilEnd(stopped);
  }
  using _keys = onKeys({ ...view.keys, q: () => stop.abort() }, interruption);
  using _screen = new LiveScreen(terminal, (room) => drawView(show, room));
  return await untilEnd(stopped);
}

/** Tells what happens: among the messages of the screen, as a line of JSON, or on the standard error. */
export function eventTeller(output: Output, messages: Messages): (event: HostEvent) => void {
  return (event) => {
    messages.take(event);
    if (output.json) {
      if (event.type !== 'log' || event.level === 'error')
        output.step({ type: 'event', event }, () => undefined);
    } else if (output.terminal === undefined) {
      const words = messageOf(event);
      if (words !== undefined) output.note(paintedWords(words, output.errorColors));
    }
  };
}

function writeStatus({ context, streams, view, startedMs }: LiveShow): void {
  const elapsedMs = Math.round(performance.now() - startedMs);
  // A timer may come a little early: that is still its second.
  const nearestSecondMs = Math.round(elapsedMs / 1000) * 1000;
  context.output.step(
    {
      type: 'status',
      elapsedMs,
      streams: statusDocument(streams.list()),
      ...view.statusDocument(),
    },
    () => [statusLines(streams.list(), nearestSecondMs), ...view.statusLines(nearestSecondMs)].join('\n'),
  );
}

function everySecond(act: () => void): Disposable {
  const timer = setInterval(act, statusIntervalMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Head at the top, foot at the bottom, the messages above it, and the streams in the room between. */
function drawView({ context, streams, messages, view }: LiveShow, { columns, rows }: Room): string[] {
  const { colors, colorDepth } = context.output;
  const space = rows >= spaciousRows ? [''] : [];
  const head = [...view.head(columns), ...space];
  const foot = [...space, ...messages.draw(mostMessageRows, columns, colors), ...view.foot(columns)];
  const gridRows = Math.max(rows - head.length - foot.length, 1);
  const grid = drawStreamGrid(streams.list(), { columns, rows: gridRows }, { colors, colorDepth });
  const filler = Array.from({ length: Math.max(gridRows - grid.length, 0) }, () => '');
  return [...head, ...grid, ...filler, ...foot];
}
