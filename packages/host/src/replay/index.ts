/** Recordings that are played onto a bus. */
export {
  fastestSpeed,
  type ReplayAlignment,
  type ReplayFile,
  type ReplayLoop,
  type ReplayRange,
  type ReplaySpeed,
  type ReplayState,
  type ReplayStatus,
  slowestSpeed,
} from '@modlink/recording';
export type { HostReplay } from './host-replay.js';
export type { ReplayEventMap, ReplayEvents, ReplayEventType } from './replay-events.js';
export type { OpenReplayOptions, Replays } from './replays.js';
