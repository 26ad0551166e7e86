/** Recordings that are played onto a bus. */
export type {
  ReplayAlignment,
  ReplayFile,
  ReplayLoop,
  ReplayRange,
  ReplaySpeed,
  ReplayState,
  ReplayStatus,
} from '@modlink/recording';
export type { HostReplay } from './host-replay.js';
export type { ReplayEventMap, ReplayEvents, ReplayEventType } from './replay-events.js';
export type { OpenReplayOptions, Replays } from './replays.js';
