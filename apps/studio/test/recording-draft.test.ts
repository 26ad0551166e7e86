import { describe, expect, it } from 'vitest';
import { hasOptions, type RecordingDraft, startBody } from '../src/acquisition/recording-draft.js';

const empty: RecordingDraft = { name: '', session: '', experiment: '', subject: '', notes: '', streams: [] };

describe('what the next recording is started with', () => {
  it('says nothing of what was left empty', () => {
    expect(startBody({ ...empty, name: '  ' })).toEqual({});
    expect(hasOptions({ ...empty, name: 'rest', session: 'a' })).toBe(false);
  });

  it('is in the units of the server', () => {
    const draft: RecordingDraft = {
      ...empty,
      name: ' rest ',
      subject: 'S07',
      streams: ['board.01:eeg'],
      compression: 'zstd',
      splitMegabytes: 1.5,
      splitMinutes: 10,
      stopAfterMinutes: 0.5,
      preRollSeconds: 2.5,
    };
    expect(startBody(draft)).toEqual({
      name: 'rest',
      subject: 'S07',
      streams: ['board.01:eeg'],
      compression: 'zstd',
      rollSizeBytes: 1_572_864,
      rollEveryMs: 600_000,
      stopAfterMs: 30_000,
      preRollMs: 2_500,
    });
    expect(hasOptions(draft)).toBe(true);
  });
});
