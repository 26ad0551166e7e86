import type { CameraMode } from '@modlink/sdk';

/** Slower is seen as single pictures. */
const fluentRateHz = 24;

/** Each mode once, the best first: fluent ones, of these the largest, of these the fastest. */
export function bestFirst(modes: readonly CameraMode[]): CameraMode[] {
  const keyOf = ({ width, height, frameRateHz, pixelFormat }: CameraMode): string =>
    [width, height, frameRateHz, pixelFormat].join(' ');
  const unique = new Map(modes.map((mode) => [keyOf(mode), mode]));
  return [...unique.values()].sort(
    (a, b) =>
      Number(isFluent(b)) - Number(isFluent(a)) ||
      b.width * b.height - a.width * a.height ||
      b.frameRateHz - a.frameRateHz,
  );
}

const isFluent = ({ frameRateHz }: CameraMode): boolean => frameRateHz >= fluentRateHz;
