import type { ReceivedFrame } from '@modlink/client';

/** What came last of a stream: written with each frame, read when it is shown. */
export interface LatestValues {
  /** One for each channel; none before the first frame. */
  values: readonly number[];
  /** When it came, by the browser's clock. */
  atMs: number;
}

export const noValues = (): LatestValues => ({ values: [], atMs: 0 });

/** Keeps the last sample of a frame. */
export function keepLatest(latest: LatestValues, { view: { data } }: ReceivedFrame, nowMs: number): void {
  const [channels = 0, samples = 0] = data.shape;
  if (samples === 0) return;
  latest.values = Array.from({ length: channels }, (_, channel) =>
    Number(data.values[(channel + 1) * samples - 1]),
  );
  latest.atMs = nowMs;
}
