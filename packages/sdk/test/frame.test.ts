import { describe, expect, it } from 'vitest';
import { FrameEnvelope, type FrameEnvelopeInit, ndarray } from '../src/index.js';

const values = new Float32Array([1, 2, 3, 4]);
const init: FrameEnvelopeInit = {
  deviceId: 'My-Amp.01',
  streamKey: 'EEG',
  timestampNs: 1_700_000_000_000_000_000n,
  data: ndarray(values, [2, 2]),
};

describe('FrameEnvelope', () => {
  it('derives the streamId from the normalized names', () => {
    const frame = new FrameEnvelope(init);
    expect([frame.deviceId, frame.streamKey, frame.streamId]).toEqual(['my_amp.01', 'eeg', 'my_amp.01:eeg']);
    expect(() => Object.assign(frame, { streamId: 'other' })).toThrow(TypeError);
  });

  it('keeps time, data, seq, lost and device time as given; the values are not copied', () => {
    const frame = new FrameEnvelope({ ...init, seq: 7, lost: 3, deviceTimeNs: -5n });
    expect(frame).toMatchObject({ timestampNs: init.timestampNs, seq: 7, lost: 3, deviceTimeNs: -5n });
    expect(frame.data.values).toBe(values);
  });

  it('has no seq, no device time and nothing lost unless it is said', () => {
    expect(new FrameEnvelope(init)).toMatchObject({ seq: undefined, lost: 0, deviceTimeNs: undefined });
  });

  it.each([
    [{ timestampNs: 5 }, 'timestampNs is a bigint'],
    [{ timestampNs: undefined }, 'timestampNs is a bigint'],
    [{ deviceTimeNs: 5 }, 'deviceTimeNs is a bigint'],
    [{ seq: -1 }, 'seq is a non-negative integer'],
    [{ seq: 1.5 }, 'seq is a non-negative integer'],
    [{ seq: 2 ** 53 }, 'seq is a non-negative integer'],
    [{ lost: -1 }, 'lost is a count'],
    [{ lost: 2 ** 32 }, 'lost is a count'],
  ])('%o is refused: %s', (changes, message) => {
    expect(() => new FrameEnvelope({ ...init, ...changes } as FrameEnvelopeInit)).toThrow(
      expect.objectContaining({ code: 'INVALID_FRAME', message: expect.stringContaining(message) }),
    );
  });

  it('refuses names that are none', () => {
    expect(() => new FrameEnvelope({ ...init, deviceId: 'amp' })).toThrow(/name\.XX/);
    expect(() => new FrameEnvelope({ ...init, streamKey: '' })).toThrow(/stream key/);
  });
});
