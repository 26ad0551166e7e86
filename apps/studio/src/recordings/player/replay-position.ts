import type { WireReplay } from '@modlink/protocol';

/**
 * Where a replay is now. The server tells a few times a second where it is; in between it goes on at its speed.
 * @param toldAtMs - when the server told, by the browser's clock.
 */
export function replayPosition(
  { state, positionMs, durationMs, speed, loop }: WireReplay,
  toldAtMs: number,
  nowMs: number,
): number {
  if (state !== 'playing' || speed === 'max') return positionMs;
  const endMs = typeof loop === 'boolean' ? durationMs : loop.toMs;
  // Never far ahead: a server that tells nothing may have stopped.
  const sinceMs = Math.min(Math.max(0, nowMs - toldAtMs), 1_000);
  return Math.min(positionMs + sinceMs * speed, Math.max(endMs, positionMs));
}
