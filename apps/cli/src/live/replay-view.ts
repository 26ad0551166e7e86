import { fastestSpeed, type HostReplay, type ReplaySpeed, slowestSpeed } from '@modlink/host';
import type { Colors } from '../output/output.js';
import { clockText } from '../output/quantities.js';
import { arrowKeys } from '../terminal/keys.js';
import { atBothEnds, inColumns } from '../terminal/text-width.js';
import type { LiveView } from './live-run.js';

/** The speeds that + and - go through. */
const speeds: readonly number[] = [slowestSpeed, 0.25, 0.5, 1, 2, 4, 8, fastestSpeed];
const shortJumpMs = 5_000;
const longJumpMs = 60_000;

/** What `replay` shows beside the streams: where it is, and how it is steered. */
export function replayView(replay: HostReplay, colors: Colors): LiveView {
  const jump = (byMs: number): void => {
    const { state, positionMs } = replay.status();
    if (!isUsable(replay)) return;
    void replay.seek(positionMs + byMs).then(async () => {
      // The pictures show where it is, also while it is paused.
      if (state !== 'playing' && isUsable(replay)) await replay.step();
    });
  };
  const steer = (act: () => void) => (): void => {
    if (isUsable(replay)) act();
  };
  const changeSpeed = (by: 1 | -1) => steer(() => replay.setSpeed(nextSpeed(replay.status().speed, by)));
  return {
    head: (columns) => {
      const { state, speed, loop } = replay.status();
      const names = replay.files.map(({ info }) => info.name).join(', ');
      const facts = [speedText(speed), ...(loop === false ? [] : ['loop']), state];
      return [
        atBothEnds(
          `${colors.bold(colors.cyan('ModLink'))} replay  ${names}`,
          colors.dim(facts.join(' · ')),
          columns,
        ),
        progressLine(replay, colors, columns),
      ];
    },
    foot: (columns) => {
      const { state } = replay.status();
      const keys: [string, string][] = [
        ['space', state === 'playing' ? 'pause' : 'play'],
        ['← →', '5 s'],
        ['↓ ↑', '1 min'],
        ['+ -', 'speed'],
        ['l', 'loop'],
        ['.', 'step'],
        ['q', 'quit'],
      ];
      const words = keys.map(([key, does]) => `${colors.bold(key)} ${does}`).join(' · ');
      return [inColumns(words, columns).trimEnd()];
    },
    keys: {
      ' ': steer(() => (replay.status().state === 'playing' ? replay.pause() : replay.play())),
      [arrowKeys.left]: () => jump(-shortJumpMs),
      [arrowKeys.right]: () => jump(shortJumpMs),
      [arrowKeys.down]: () => jump(-longJumpMs),
      [arrowKeys.up]: () => jump(longJumpMs),
      '+': changeSpeed(1),
      '=': changeSpeed(1),
      '-': changeSpeed(-1),
      l: steer(() => replay.setLoop(replay.status().loop === false)),
      '.': steer(() => void replay.step()),
    },
    statusDocument: () => ({ replay: replay.status() }),
    statusLines: () => {
      const { positionMs, durationMs, state, speed } = replay.status();
      return [
        ['replay', `${clockText(positionMs)} of ${clockText(durationMs)}`, speedText(speed), state].join(
          '  ',
        ),
      ];
    },
  };
}

const isUsable = (replay: HostReplay): boolean => !['failed', 'closed'].includes(replay.status().state);

export const speedText = (speed: ReplaySpeed): string =>
  speed === 'max' ? 'as fast as possible' : `${speed} x`;

function nextSpeed(speed: ReplaySpeed, by: 1 | -1): number {
  if (speed === 'max') return fastestSpeed;
  const faster = speeds.filter((each) => (by > 0 ? each > speed : each < speed));
  return (by > 0 ? faster[0] : faster.at(-1)) ?? speed;
}

function progressLine(replay: HostReplay, colors: Colors, columns: number): string {
  const { positionMs, durationMs } = replay.status();
  const times = ` ${clockText(positionMs)} of ${clockText(durationMs)}`;
  const width = Math.max(columns - times.length, 1);
  const filled = durationMs === 0 ? width : Math.round((positionMs / durationMs) * width);
  return inColumns(
    colors.cyan('━'.repeat(filled)) + colors.dim('─'.repeat(width - filled)) + times,
    columns,
  ).trimEnd();
}
