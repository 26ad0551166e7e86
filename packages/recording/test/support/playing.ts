/** Replays in virtual time, with what they deliver. */
import { VirtualClock } from '@modlink/testkit';
import { onTestFinished } from 'vitest';
import {
  openReplay,
  type RecordingBytes,
  type Replay,
  type ReplayEvent,
  type ReplayFrame,
  type ReplayOptions,
} from '../../src/index.js';

export interface Playing {
  readonly clock: VirtualClock;
  readonly replay: Replay;
  readonly frames: (ReplayFrame & { readonly atMs: number })[];
  readonly events: (ReplayEvent & { readonly atMs: number })[];
  readonly jumps: number[];
  readonly states: string[];
  readonly failures: unknown[];
}

export async function playing(
  files: readonly (string | RecordingBytes)[],
  options: ReplayOptions = {},
): Promise<Playing> {
  const clock = new VirtualClock();
  const seen: Omit<Playing, 'clock' | 'replay'> = {
    frames: [],
    events: [],
    jumps: [],
    states: [],
    failures: [],
  };
  const replay = await openReplay(
    files,
    {
      onFrame: (frame) => void seen.frames.push({ ...frame, atMs: clock.elapsedMs }),
      onEvent: (event) => void seen.events.push({ ...event, atMs: clock.elapsedMs }),
      onJump: (positionMs) => void seen.jumps.push(positionMs),
      onChange: ({ state }) => {
        if (seen.states.at(-1) !== state) seen.states.push(state);
      },
      onFailed: (error) => void seen.failures.push(error),
    },
    {
      clock,
      timers: {
        setTimeout: (run, delayMs) => clock.schedule(delayMs, run),
        clearTimeout: (cancel) => (cancel as () => void)?.(),
      },
      ...options,
    },
  );
  onTestFinished(() => replay.close());
  return { clock, replay, ...seen };
}
