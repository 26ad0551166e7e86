/**
 * How the live view is arranged and how each card shows its stream, by stream id. Kept in this browser; a setup reads it with
 * {@link readLiveSetup} and brings it back with {@link writeLiveSetup}.
 */
import { useSyncExternalStore } from 'react';
import { z } from 'zod';

/** Columns and rows of the grid. */
const place = z.object({
  x: z.int().min(0),
  y: z.int().min(0),
  w: z.int().positive(),
  h: z.int().positive(),
});
export type CardPlace = z.output<typeof place>;

const liveSetup = z.object({
  places: z.record(z.string(), place).catch({}),
  /** Read with `readSettings`. */
  cards: z.record(z.string(), z.record(z.string(), z.json())).catch({}),
});
export type LiveSetup = z.output<typeof liveSetup>;

const storageKey = 'modlink-live';
const listeners = new Set<() => void>();
let current: LiveSetup | undefined;

export function readLiveSetup(): LiveSetup {
  current ??= parse(localStorage.getItem(storageKey));
  return current;
}

/** Replaces all of it; every open view follows. */
export function writeLiveSetup(setup: unknown): void {
  current = parse(JSON.stringify(setup));
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing, or has no room: it holds until the page is closed.
  }
  for (const listener of listeners) listener();
}

export function useLiveSetup(): LiveSetup {
  return useSyncExternalStore(subscribe, readLiveSetup);
}

export function keepPlaces(places: LiveSetup['places']): void {
  const setup = readLiveSetup();
  writeLiveSetup({ ...setup, places: { ...setup.places, ...places } });
}

/** These cards stand where there is room again. */
export function resetPlaces(streamIds: readonly string[]): void {
  const setup = readLiveSetup();
  const places = Object.fromEntries(
    Object.entries(setup.places).filter(([streamId]) => !streamIds.includes(streamId)),
  );
  writeLiveSetup({ ...setup, places });
}

export function keepSettings(streamId: string, settings: object): void {
  const setup = readLiveSetup();
  writeLiveSetup({ ...setup, cards: { ...setup.cards, [streamId]: settings } });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function parse(text: string | null): LiveSetup {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '{}');
  } catch {
    kept = {};
  }
  return liveSetup.catch({ places: {}, cards: {} }).parse(kept);
}
