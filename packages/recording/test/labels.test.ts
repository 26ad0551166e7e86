import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  editEvents,
  editLabels,
  glanceAtRecording,
  openRecording,
  RecordingCatalogue,
  repairRecording,
} from '../src/index.js';
import {
  countingFrames,
  describeStream,
  merged,
  recordingFile,
  startNs,
  temporaryFolder,
} from './support/recordings.js';

const eeg = describeStream();

async function recorded(finished = true): Promise<{ path: string; folder: string }> {
  const folder = await temporaryFolder();
  const path = await recordingFile(join(folder, 'rest.mcap'), {
    streams: [eeg],
    written: merged(countingFrames(eeg, 20), [
      { atMs: 10, event: { type: 'marker' as const, label: 'begin' } },
    ]),
    finished,
  });
  return { path, folder };
}

describe.each([true, false])('the labels of a recording (finished: %s)', (finished) => {
  it('are changed and taken away beside it, and are those everywhere', async () => {
    const { path, folder } = await recorded(finished);
    const before = await readFile(path);
    const catalogue = new RecordingCatalogue([folder]);
    expect((await catalogue.list()).recordings).toMatchObject([{ name: 'test', editRevision: 0 }]);
    await editLabels(path, { name: 'eyes closed', session: 'monday', notes: 'one\ntwo' });
    await editLabels(path, { session: null, subject: 'P-07' });
    const labels = { name: 'eyes closed', subject: 'P-07', notes: 'one\ntwo', editRevision: 2 };
    await using recording = await openRecording(path);
    expect(recording.info).toMatchObject(labels);
    expect(recording.info.session).toBeUndefined();
    expect(await glanceAtRecording(path)).toMatchObject(labels);
    // What the list remembers of an unchanged file is not what it is called now.
    expect((await catalogue.list({ text: 'EYES' })).recordings).toMatchObject([labels]);
    expect((await catalogue.list({ text: 'monday' })).recordings).toEqual([]);
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('stay when its events are edited, and when it is repaired', async () => {
    const { path } = await recorded(finished);
    await editLabels(path, { name: 'renamed' });
    await editEvents(path, [{ type: 'add', event: { type: 'marker', timestampNs: startNs, label: 'x' } }]);
    await repairRecording(path, { force: true });
    await using recording = await openRecording(path);
    expect(recording.info).toMatchObject({ name: 'renamed', editRevision: 2 });
    expect(recording.info.editsProblem).toBeUndefined();
  });
});

describe('an edit', () => {
  it('for an older revision is refused, and changes nothing', async () => {
    const { path } = await recorded();
    await editLabels(path, { name: 'first' }, { revision: 0 });
    const conflict = { code: 'EDIT_CONFLICT', subject: { path } };
    await expect(editLabels(path, { name: 'second' }, { revision: 0 })).rejects.toMatchObject(conflict);
    await expect(
      editEvents(path, [{ type: 'remove', eventId: 'r0' }], { revision: 0 }),
    ).rejects.toMatchObject(conflict);
    await editLabels(path, { name: 'second' }, { revision: 1 });
    expect(await glanceAtRecording(path)).toMatchObject({ name: 'second', editRevision: 2 });
  });

  it('of a label that is none is refused', async () => {
    const { path } = await recorded();
    for (const labels of [
      { name: '' },
      { name: null as never },
      { session: 'two\nlines' },
      { subject: 'x'.repeat(201) },
      { notes: ' ' },
      { experiment: 7 as never },
    ])
      await expect(editLabels(path, labels)).rejects.toMatchObject({ code: 'EDIT_INVALID_LABEL' });
    expect(await glanceAtRecording(path)).toMatchObject({ name: 'test', editRevision: 0 });
  });

  it('of an event of another type than may be edited is refused', async () => {
    const { path } = await recorded();
    const types = ['segment-start', 'segment-end'] as const;
    await expect(editEvents(path, [{ type: 'remove', eventId: 'r0' }], { types })).rejects.toMatchObject({
      code: 'RECORDING_INVALID_EVENT',
    });
  });

  it('in a file without a revision, of an earlier version, counts from none', async () => {
    const { path } = await recorded();
    const content = {
      format: 'modlink-recording-edits',
      version: 1,
      recording: { name: 'test', startedNs: String(startNs) },
      removed: [0],
      added: [],
      nextNumber: 1,
    };
    await writeFile(`${path}.edits.json`, JSON.stringify(content));
    await editLabels(path, { name: 'renamed' }, { revision: 0 });
    await using recording = await openRecording(path);
    expect(recording.info).toMatchObject({ name: 'renamed', editRevision: 1, eventCount: 0 });
  });
});
