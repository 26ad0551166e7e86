import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  editEvents,
  openRecording,
  type RecordingEvent,
  repairRecording,
  verifyRecording,
} from '../src/index.js';
import { playing } from './support/playing.js';
import {
  countingFrames,
  describeStream,
  merged,
  ms,
  recordingFile,
  startNs,
  temporaryFolder,
} from './support/recordings.js';

const run = promisify(execFile);
const eeg = describeStream();

/** Four seconds with a marker in each of the first three. */
async function marked(finished = true): Promise<string> {
  const markers = [0, 1, 2].map((second) => ({
    atMs: 1_000 * second + 10,
    event: { type: 'marker' as const, label: `marker ${second}`, data: { second } },
  }));
  return recordingFile(join(await temporaryFolder(), 'rest.mcap'), {
    streams: [eeg],
    written: merged(countingFrames(eeg, 100), markers),
    finished,
  });
}

const eventAt = (atMs: number, label: string): RecordingEvent => ({
  type: 'marker',
  label,
  timestampNs: startNs + ms(atMs),
});
const words = ({ label, timestampNs }: RecordingEvent): string =>
  `${label} at ${Number(timestampNs - startNs) / 1e6}`;

describe.each([true, false])('markers of a recording (finished: %s)', (finished) => {
  it('are added, changed and removed beside it, and the recording stays as it was', async () => {
    const path = await marked(finished);
    const before = await readFile(path);
    const listed = await editEvents(path, [
      { type: 'add', event: eventAt(1_500, 'forgotten') },
      { type: 'change', eventId: 'r0', label: 'renamed' },
      { type: 'change', eventId: 'r1', timestampNs: startNs + ms(3_000), data: 7 },
      { type: 'remove', eventId: 'r2' },
    ]);
    expect(listed.map(({ eventId, event }) => `${eventId} ${words(event)}`)).toEqual([
      'a2 renamed at 10',
      'a1 forgotten at 1500',
      'a3 marker 1 at 3000',
    ]);
    expect(listed[2]?.event.data).toBe(7);
    expect(listed[0]?.event.data).toEqual({ second: 0 });
    const again = await editEvents(path, [
      { type: 'change', eventId: 'a1', label: 'found' },
      { type: 'remove', eventId: 'a3' },
    ]);
    expect(again.map(({ eventId, event }) => `${eventId} ${words(event)}`)).toEqual([
      'a2 renamed at 10',
      'a4 found at 1500',
    ]);
    expect((await readFile(path)).equals(before)).toBe(true);

    await using recording = await openRecording(path);
    expect(recording.info.eventCount).toBe(2);
    expect(recording.info.editsProblem).toBeUndefined();
    const events: string[] = [];
    for await (const event of recording.events()) events.push(words(event));
    expect(events).toEqual(['renamed at 10', 'found at 1500']);
    // What was recorded is checked, not what was made of it.
    expect(await verifyRecording(path)).toMatchObject({ isSound: true, events: 3 });
  });

  it('are replayed as they are now, from any time on', async () => {
    const path = await marked(finished);
    await editEvents(path, [
      { type: 'add', event: eventAt(-5_000, 'before the start') },
      { type: 'add', event: eventAt(1_500, 'forgotten') },
      { type: 'add', event: eventAt(60_000, 'after the end') },
      { type: 'remove', eventId: 'r0' },
    ]);
    const { replay, events } = await playing([path]);
    while (await replay.step());
    const labels = () => events.map(({ event, positionMs }) => `${event.label} at ${positionMs}`);
    expect(labels()).toEqual([
      'before the start at 0',
      'marker 1 at 1010',
      'forgotten at 1500',
      'marker 2 at 2010',
      'after the end at 3960',
    ]);
    events.length = 0;
    await replay.seek(1_400);
    while (await replay.step());
    expect(labels()).toEqual(['forgotten at 1500', 'marker 2 at 2010', 'after the end at 3960']);
  });
});

describe('an event that went', () => {
  it('is restored as it was, with the device that sent it and its id, whether it was recorded, added or changed', async () => {
    const fromDriver = {
      type: 'marker',
      label: 'button',
      deviceId: 'amplifier.01',
      data: { key: 1 },
    } as const;
    const path = await recordingFile(join(await temporaryFolder(), 'rest.mcap'), {
      streams: [eeg],
      written: [{ atMs: 10, event: fromDriver }],
    });
    await editEvents(path, [{ type: 'add', event: eventAt(20, 'own') }]);
    const before = await editEvents(path, [{ type: 'change', eventId: 'r0', label: 'switch' }]);
    expect(before.map(({ eventId }) => eventId)).toEqual(['a2', 'a1']);
    await editEvents(path, [
      { type: 'remove', eventId: 'a1' },
      { type: 'remove', eventId: 'a2' },
    ]);
    const restored = await editEvents(path, [
      { type: 'restore', eventId: 'a2' },
      { type: 'restore', eventId: 'a1' },
    ]);
    expect(restored).toEqual(before);
    expect(restored[0]?.event.deviceId).toBe('amplifier.01');
    // The change itself is taken back.
    const original = await editEvents(path, [
      { type: 'restore', eventId: 'r0' },
      { type: 'remove', eventId: 'a2' },
    ]);
    expect(original[0]).toEqual({ eventId: 'r0', event: { ...fromDriver, timestampNs: startNs + ms(10) } });
    // Ids are not given again.
    const more = await editEvents(path, [{ type: 'add', event: eventAt(30, 'later') }]);
    expect(more.map(({ eventId }) => eventId)).toEqual(['r0', 'a1', 'a3']);
  });

  it('is restored once, and only where it went, and only by those who may edit it', async () => {
    const path = await marked();
    for (const eventId of ['r0', 'r9', 'a1'])
      await expect(editEvents(path, [{ type: 'restore', eventId }])).rejects.toMatchObject({
        code: 'EDIT_UNKNOWN_EVENT',
      });
    await editEvents(path, [{ type: 'remove', eventId: 'r0' }]);
    await expect(
      editEvents(path, [{ type: 'restore', eventId: 'r0' }], { types: ['segment-start'] }),
    ).rejects.toMatchObject({ code: 'RECORDING_INVALID_EVENT' });
    await expect(
      editEvents(path, [
        { type: 'restore', eventId: 'r0' },
        { type: 'restore', eventId: 'r0' },
      ]),
    ).rejects.toMatchObject({ code: 'EDIT_UNKNOWN_EVENT' });
  });
});

describe('edits of several processes', () => {
  const script = fileURLToPath(new URL('./support/edit-often.mjs', import.meta.url));
  const each = 12;

  it('at the same time are all made, one after the other', async () => {
    const path = await marked();
    const names = ['a', 'b', 'c'];
    await Promise.all(names.map((name) => run(process.execPath, [script, path, name, String(each)])));
    await using recording = await openRecording(path);
    // A marker and a label for each.
    expect(recording.info.editRevision).toBe(names.length * each * 2);
    const labels: (string | undefined)[] = [];
    for await (const { label } of recording.events()) labels.push(label);
    const expected = names.flatMap((name) => Array.from({ length: each }, (_, index) => `${name} ${index}`));
    expect(labels.filter((label) => !label?.startsWith('marker')).sort()).toEqual(expected.sort());
    expect(await readdir(join(path, '..'))).toEqual(['rest.mcap', 'rest.mcap.edits.json']);
  }, 60_000);

  it('do not wait for one that was killed while it edited', async () => {
    const path = await marked();
    const lock = `${path}.edits.json.lock`;
    await mkdir(lock);
    await utimes(lock, new Date(0), new Date(0));
    await editEvents(path, [{ type: 'remove', eventId: 'r0' }]);
    expect(await readdir(join(path, '..'))).toEqual(['rest.mcap', 'rest.mcap.edits.json']);
  });
});

describe('edits', () => {
  it('of which one is not possible have no effect', async () => {
    const path = await marked();
    const add = { type: 'add', event: eventAt(5, 'x') } as const;
    await expect(editEvents(path, [add, { type: 'remove', eventId: 'r9' }])).rejects.toMatchObject({
      code: 'EDIT_UNKNOWN_EVENT',
    });
    await expect(
      editEvents(path, [
        add,
        { type: 'remove', eventId: 'r1' },
        { type: 'change', eventId: 'r1', label: 'y' },
      ]),
    ).rejects.toMatchObject({ code: 'EDIT_UNKNOWN_EVENT' });
    await expect(
      editEvents(path, [add, { type: 'add', event: { ...add.event, type: 'wedding' as never } }]),
    ).rejects.toMatchObject({ code: 'RECORDING_INVALID_EVENT' });
    expect(await readdir(join(path, '..'))).toEqual(['rest.mcap']);
  });

  it('survive a repair', async () => {
    const path = await marked(false);
    await editEvents(path, [{ type: 'change', eventId: 'r1', label: 'renamed' }]);
    await repairRecording(path, { force: true });
    await using recording = await openRecording(path);
    expect(recording.info).toMatchObject({ complete: true, eventCount: 3 });
    const labels: (string | undefined)[] = [];
    for await (const { label } of recording.events()) labels.push(label);
    expect(labels).toEqual(['marker 0', 'renamed', 'marker 2']);
  });

  it.each([
    ['that are no JSON', () => '{', /JSON/],
    [
      'of another recording',
      (text: string) => text.replace('"test"', '"other"'),
      /another recording, "other"/,
    ],
    ['of another version', (text: string) => text.replace('"version": 1', '"version": 2'), /version/],
  ])('%s do not keep it from being read, and are not written over', async (_, spoil, problem) => {
    const path = await marked();
    await editEvents(path, [{ type: 'remove', eventId: 'r1' }]);
    const beside = `${path}.edits.json`;
    await writeFile(beside, spoil(await readFile(beside, 'utf8')));
    const { mtimeMs } = await stat(beside);
    await using recording = await openRecording(path);
    expect(recording.info.editsProblem).toMatch(problem);
    expect(recording.info.eventCount).toBe(3);
    await expect(editEvents(path, [])).rejects.toMatchObject({
      code: 'EDIT_FAILED',
      subject: { path: beside },
    });
    expect((await stat(beside)).mtimeMs).toBe(mtimeMs);
  });
});
