import { readFile } from 'node:fs/promises';
import { startRecordingSession } from '@modlink/host';
import { beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/cli.js';

const place = new Workplace();
const startNs = 1_750_000_000_000_000_000n;
const seconds = (count: number): bigint => startNs + BigInt(count) * 1_000_000_000n;

beforeAll(async () => {
  let nowNs = startNs;
  const session = await startRecordingSession({
    path: place.path('rest.mcap'),
    name: 'rest',
    session: 'monday',
    clock: { nowNs: () => nowNs },
  });
  for (const [atSeconds, label] of [
    [5, 'first'],
    [10, 'second'],
  ] as const) {
    nowNs = seconds(atSeconds);
    session.addEvent({ type: 'marker', label });
  }
  session.addEvent({ type: 'connection-lost', deviceId: 'amplifier.01' });
  await session.finish();
});

interface Edited {
  readonly name: string;
  readonly session?: string;
  readonly subject?: string;
  readonly editRevision: number;
  readonly events: readonly {
    eventId: string;
    event: { type: string; label: string; timestampNs: string };
  }[];
}

const eventsOf = ({ events }: Edited) =>
  events.map(({ event: { type, label, timestampNs } }) => [type, label, BigInt(timestampNs) - startNs]);

describe('modlink edit', () => {
  it('shows markers and segments with their ids, and changes nothing by itself', async () => {
    const { exitCode, stdout } = await place.run('edit', 'rest.mcap');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/rest\.mcap {2}rest · monday\n/);
    expect(stdout).toMatch(/\nr0 +00:05\.000 +marker +first\nr1 +00:10\.000 +marker +second\n/);
    expect(stdout).toMatch(/\n2 markers and ends of segments\.\n$/);
    expect((await place.json('edit', 'rest.mcap')).document).toMatchObject({ editRevision: 0 });
  });

  it('adds, moves, renames and removes markers and segments, and changes names, beside the recording', async () => {
    const before = await readFile(place.path('rest.mcap'));
    const { document } = await place.json(
      ...['edit', 'rest.mcap', '--mark', '0:07.5=eyes open', '--segment', '1s-1:02=task'],
      ...['--relabel', 'r0=stimulus', '--move', 'r0=6s', '--remove', 'r1'],
      ...['--name', 'Rest 1', '--subject', 'P-07', '--session', ''],
    );
    const edited = document as Edited;
    expect(edited).toMatchObject({ name: 'Rest 1', subject: 'P-07' });
    expect(edited).not.toHaveProperty('session');
    expect(eventsOf(edited)).toEqual([
      ['segment-start', 'task', 1_000_000_000n],
      ['marker', 'stimulus', 6_000_000_000n],
      ['marker', 'eyes open', 7_500_000_000n],
      ['segment-end', 'task', 62_000_000_000n],
    ]);
    expect(await readFile(place.path('rest.mcap'))).toEqual(before);
    const { stdout } = await place.run('inspect', 'rest.mcap');
    expect(stdout).toMatch(/Name +Rest 1\n/);
    expect(stdout).toContain('eyes open');
    expect(stdout).toContain('connection-lost');
  });

  it('has one again that was removed or renamed, as it was', async () => {
    const first = (await place.json('edit', 'rest.mcap', '--restore', 'r1')).document as Edited;
    expect(eventsOf(first)).toContainEqual(['marker', 'second', 10_000_000_000n]);
    const last = (await place.json('edit', 'rest.mcap', '--remove', 'r1')).document as Edited;
    expect(eventsOf(last)).not.toContainEqual(['marker', 'second', 10_000_000_000n]);
    const { exitCode, stderr } = await place.run('edit', 'rest.mcap', '--restore', 'r99');
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/has no event "r99" that was removed/);
  });

  it.each([
    [['--mark', 'soon=x'], /is no duration/],
    [['--segment', '10s-5s=x'], /--segment "10s-5s=x" is not understood/],
  ])('says what it does not understand: %j', async (args, message) => {
    const { exitCode, stderr } = await place.run('edit', 'rest.mcap', ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('refuses events that are not there and those of devices, and then does nothing', async () => {
    const { document: before } = await place.json('edit', 'rest.mcap');
    for (const id of ['r99', 'r2']) {
      const { exitCode, stderr } = await place.run('edit', 'rest.mcap', '--name', 'other', '--remove', id);
      expect(exitCode).not.toBe(0);
      expect(stderr).toMatch(/EDIT_UNKNOWN_EVENT|RECORDING_INVALID_EVENT/);
    }
    expect((await place.json('edit', 'rest.mcap')).document).toEqual(before);
  });
});
