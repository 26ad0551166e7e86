import { describe, expect, it } from 'vitest';
import { checkMarker, type Marker } from '../src/index.js';

describe('markers', () => {
  it.each<Marker>([
    { label: 'stimulus' },
    { label: 'stimulus', timestampNs: 5n },
    { label: 'trigger', data: { code: 7 } },
    { label: 'note', data: 'a text' },
  ])('%o is a marker: a label, the time of the caller or none, a text or JSON payload', (marker) => {
    expect(checkMarker(marker)).toBe(marker);
  });

  it.each([
    [undefined, 'has a label'],
    [{}, 'has a label'],
    [{ label: ' ' }, 'has a label'],
    [{ label: 'stimulus', timestampNs: 5 }, 'a bigint of nanoseconds'],
    [{ label: 'stimulus', data: new Date() }, 'a JSON value'],
  ])('%o is refused: %s', (marker, words) => {
    expect(() => checkMarker(marker as unknown as Marker)).toThrow(
      expect.objectContaining({ code: 'INVALID_MARKER', message: expect.stringContaining(words) }),
    );
  });
});
