import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startRecordingSession } from '../../src/index.js';
import { openTestHost } from '../support/test-host.js';
import { countingFrame, describeStream, source } from './recording-fixtures.js';

const descriptor = describeStream({ channelNames: ['a', 'b'] });

it('recordings of a host are listed, checked, and not repaired while they are made', async () => {
  const { host, home } = await openTestHost(['steady']);
  const folder = join(home, 'recordings');
  const session = await startRecordingSession({ folder, name: 'rest', session: 'monday' });
  session.addStream(descriptor, source);
  for (let index = 0; index < 20; index++)
    session.write(descriptor.streamId, countingFrame(descriptor, index));
  await session.finish();
  const running = await host.recordings.start({ name: 'running' });

  // What a recording is called is on disk a moment after it was started.
  const listed = async () => {
    const { recordings, unreadable } = await host.recordings.list();
    return [...recordings.map(({ name, complete }) => [name, complete]), ...unreadable];
  };
  await expect.poll(listed, { timeout: 10_000 }).toEqual([
    ['running', false],
    ['rest', true],
  ]);
  expect((await host.recordings.list({ text: 'MONDAY', driverId: 'amplifier' })).recordings).toMatchObject([
    { path: session.path },
  ]);
  expect(await host.recordings.verify(session.path)).toMatchObject({
    isSound: true,
    frames: 20,
    findings: [],
  });
  const marker = { type: 'marker', label: 'late', timestampNs: session.snapshot().startedNs } as const;
  expect(await host.recordings.editEvents(session.path, [{ type: 'add', event: marker }])).toEqual([
    { eventId: 'a1', event: marker },
  ]);
  expect(await host.recordings.repair(session.path)).toMatchObject({ repaired: false });
  await expect(host.recordings.repair(running.path, { force: true })).rejects.toMatchObject({
    code: 'REPAIR_IN_USE',
  });
  expect(await running.finish()).toMatchObject({ state: 'finished' });
});
