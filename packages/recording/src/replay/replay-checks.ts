/** Checks what a replay is asked for. */
import { RecordingError } from '../errors.js';
import { fastestSpeed, type ReplayLoop, type ReplaySpeed, slowestSpeed } from './replay-types.js';

/** @throws {RecordingError} `REPLAY_INVALID_OPTIONS` */
export function checkSpeed(speed: ReplaySpeed): ReplaySpeed {
  if (speed === 'max' || (typeof speed === 'number' && speed >= slowestSpeed && speed <= fastestSpeed))
    return speed;
  throw invalid(
    `The speed of a replay is a number from ${slowestSpeed} to ${fastestSpeed}, or "max", not ${String(speed)}.`,
  );
}

/** @throws {RecordingError} `REPLAY_INVALID_OPTIONS` */
export function checkLoop(loop: ReplayLoop, durationMs: number): ReplayLoop {
  if (typeof loop === 'boolean') return loop;
  const { fromMs, toMs } = loop;
  if (fromMs >= 0 && fromMs < toMs && fromMs < durationMs && toMs < Number.POSITIVE_INFINITY)
    return { fromMs, toMs };
  throw invalid(
    `A range to loop begins at 0 ms or later, within the ${Math.round(durationMs)} ms of the replay, and ends after its beginning; not ${fromMs} to ${toMs} ms.`,
  );
}

/** What lies before the start or after the end is the start or the end. @throws {RecordingError} `REPLAY_INVALID_OPTIONS` */
export function checkPosition(positionMs: number, durationMs: number): number {
  if (typeof positionMs !== 'number' || Number.isNaN(positionMs)) {
    throw invalid(`A position of a replay is a number of milliseconds, not ${String(positionMs)}.`);
  }
  return Math.min(Math.max(positionMs, 0), durationMs);
}

export function invalid(message: string): RecordingError {
  return new RecordingError('REPLAY_INVALID_OPTIONS', message);
}
