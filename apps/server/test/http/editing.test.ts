import { access, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { listen, typesOf } from '../support/event-listener.js';
import { openTestServer, recordSynthetic, startSynthetic } from '../support/test-server.js';

const labelsOf = ({ events }: { events: { type: string; label?: string }[] }): string[] =>
  events.flatMap(({ type, label }) =>
    type === 'marker' || type.startsWith('segment') ? [`${type} ${label}`] : [],
  );

describe('a stored recording', () => {
  it('has its markers and segments edited, all edits or none, and other clients are told', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const id = await recordSynthetic(server, { name: 'rest' });
    const before = (await ask('GET', `/recordings/${id}`)).body;
    const file = await readFile(before.path);
    const marker = before.events.find(({ label }: { label?: string }) => label === 'begin');
    const listener = await listen(server);
    const atNs = (offsetNs: bigint) => String(BigInt(before.startedNs) + offsetNs);
    const edit = (edits: object[], revision?: number) =>
      ask('PUT', `/recordings/${id}/events`, { edits, ...(revision !== undefined && { revision }) });

    const edited = await edit(
      [
        { type: 'change', eventId: marker.eventId, label: 'really begins', data: { by: 'me' } },
        { type: 'add', event: { type: 'segment-start', timestampNs: atNs(1_000_000n), label: 'task' } },
        { type: 'add', event: { type: 'segment-end', timestampNs: atNs(9_000_000_000n), label: 'task' } },
      ],
      before.editRevision,
    );
    expect(edited.body.editRevision).toBe(before.editRevision + 1);
    const labels = labelsOf(edited.body);
    expect(labels).toEqual(
      expect.arrayContaining(['marker really begins', 'segment-start task', 'segment-end task']),
    );
    expect(labels).not.toContain('marker begin');
    await vi.waitFor(() => expect(typesOf(listener)).toContain('recordings-changed'));
    expect((await readFile(before.path)).equals(file)).toBe(true);

    // Somebody who looked at it before is told, and changes nothing.
    const late = await edit([{ type: 'remove', eventId: marker.eventId }], before.editRevision);
    expect(late).toMatchObject({ status: 409, body: { code: 'EDIT_CONFLICT' } });
    const unknown = await edit([
      { type: 'add', event: { type: 'marker', timestampNs: atNs(0n), label: 'x' } },
      { type: 'remove', eventId: marker.eventId },
    ]);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'EDIT_UNKNOWN_EVENT' } });
    expect((await ask('GET', `/recordings/${id}`)).body).toEqual(edited.body);

    // What is exported and replayed is what it is now.
    const { body: job } = await ask('POST', '/exports', { recordingId: id, format: 'csv' });
    await vi.waitFor(async () =>
      expect((await ask('GET', `/exports/${job.exportId}`)).body.state).toBe('finished'),
    );
    const { files } = (await ask('GET', `/exports/${job.exportId}`)).body;
    const texts = await Promise.all(
      files.map(
        async (_: unknown, index: number) =>
          (await ask('GET', `/exports/${job.exportId}/files/${index}`)).body,
      ),
    );
    expect(texts.join('')).toContain('really begins');
  });

  it('has a marker again that was removed, exactly as it was', async () => {
    const server = await openTestServer();
    const id = await recordSynthetic(server);
    const { events: before } = (await server.ask('GET', `/recordings/${id}`)).body;
    const { eventId } = before.find(({ type }: { type: string }) => type === 'marker');
    const edit = (type: string) =>
      server.ask('PUT', `/recordings/${id}/events`, { edits: [{ type, eventId }] });
    expect((await edit('restore')).body).toMatchObject({ code: 'EDIT_UNKNOWN_EVENT' });
    expect((await edit('remove')).body.events).toHaveLength(before.length - 1);
    expect((await edit('restore')).body.events).toEqual(before);
  });

  it('keeps what happened while it was made: only what people set is edited', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const deviceId = await startSynthetic(server, 'eeg');
    const { body: recording } = await ask('POST', '/recordings', {});
    await vi.waitFor(
      async () =>
        expect((await ask('GET', '/recordings/running')).body.recordings[0].samples).toBeGreaterThan(0),
      { timeout: 10_000 },
    );
    await ask('POST', `/devices/${deviceId}/commands/set-amplitude`, { arguments: { factor: 2 } });
    const { storedId: id } = (await ask('POST', `/recordings/${recording.recordingId}/stop`)).body;
    const { events } = (await ask('GET', `/recordings/${id}`)).body;
    const { eventId } = events.find(({ type }: { type: string }) => type === 'command');
    for (const edit of [
      { type: 'remove', eventId },
      { type: 'change', eventId, label: 'x' },
      { type: 'add', event: { type: 'gap', timestampNs: '1', label: 'x' } },
    ])
      expect((await ask('PUT', `/recordings/${id}/events`, { edits: [edit] })).status).toBe(400);
    expect((await ask('GET', `/recordings/${id}`)).body).toMatchObject({ editRevision: 0, events });
  });

  it('is edited by several at once: one of those who saw the same is first, and none is lost', async () => {
    const server = await openTestServer();
    const id = await recordSynthetic(server);
    const { editRevision, startedNs } = (await server.ask('GET', `/recordings/${id}`)).body;
    const add = (label: string, revision?: number) =>
      server.ask('PUT', `/recordings/${id}/events`, {
        edits: [{ type: 'add', event: { type: 'marker', timestampNs: startedNs, label } }],
        ...(revision !== undefined && { revision }),
      });
    const racing = await Promise.all([add('one', editRevision), add('two', editRevision)]);
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 409]);
    await Promise.all(['a', 'b', 'c', 'd'].map((label) => add(label)));
    const after = (await server.ask('GET', `/recordings/${id}`)).body;
    expect(after.editRevision).toBe(editRevision + 5);
    expect(labelsOf(after)).toEqual(expect.arrayContaining(['marker a', 'marker b', 'marker c', 'marker d']));
  });

  it('is called something else, everywhere, and the file stays as it was', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const id = await recordSynthetic(server, { name: 'untitled', session: 's1', subject: 'P-01' });
    const before = (await ask('GET', `/recordings/${id}`)).body;
    const file = await readFile(before.path);
    // It is in the list's memory.
    await ask('GET', '/recordings');
    const renamed = await ask('PATCH', `/recordings/${id}`, {
      name: 'rest, eyes closed',
      session: null,
      experiment: 'alpha',
      notes: 'one\ntwo',
    });
    expect(renamed.body).toMatchObject({
      recordingId: id,
      name: 'rest, eyes closed',
      experiment: 'alpha',
      subject: 'P-01',
      notes: 'one\ntwo',
      editRevision: 1,
    });
    expect(renamed.body).not.toHaveProperty('session');
    expect((await ask('GET', '/recordings?text=eyes')).body).toMatchObject({
      total: 1,
      recordings: [{ name: 'rest, eyes closed' }],
    });
    expect((await ask('GET', '/recordings?text=two')).body.total).toBe(1);
    expect((await readFile(before.path)).equals(file)).toBe(true);
    expect(await ask('PATCH', `/recordings/${id}`, { name: 'x', revision: 0 })).toMatchObject({
      status: 409,
      body: { code: 'EDIT_CONFLICT' },
    });
    expect((await ask('PATCH', `/recordings/${id}`, { name: null })).status).toBe(400);
    // Markers that are edited then keep the name.
    await ask('PUT', `/recordings/${id}/events`, {
      edits: [{ type: 'add', event: { type: 'marker', timestampNs: before.startedNs, label: 'x' } }],
    });
    expect((await ask('GET', `/recordings/${id}`)).body).toMatchObject({
      name: 'rest, eyes closed',
      editRevision: 2,
    });

    await ask('DELETE', `/recordings/${id}`);
    await expect(access(`${before.path}.edits.json`)).rejects.toThrow('ENOENT');
  });

  it('whose edits cannot be read is shown as it was recorded, says so, and keeps them', async () => {
    const server = await openTestServer();
    const id = await recordSynthetic(server, { name: 'rest' });
    const { path } = (await server.ask('GET', `/recordings/${id}`)).body;
    await writeFile(`${path}.edits.json`, '{');
    const shown = (await server.ask('GET', `/recordings/${id}`)).body;
    expect(shown).toMatchObject({ name: 'rest', editsProblem: expect.any(String) });
    expect((await server.ask('GET', '/recordings')).body.recordings).toMatchObject([{ name: 'rest' }]);
    expect(await server.ask('PATCH', `/recordings/${id}`, { name: 'x' })).toMatchObject({
      status: 422,
      body: { code: 'EDIT_FAILED' },
    });
    expect(await readFile(`${path}.edits.json`, 'utf8')).toBe('{');
  });

  it('that still runs cannot be edited, renamed, repaired or deleted', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const { body: running } = await ask('POST', '/recordings', {});
    const id = running.storedId;
    await vi.waitFor(
      async () =>
        expect((await ask('GET', '/recordings')).body.recordings[0]).toMatchObject({ isRunning: true }),
      { timeout: 5_000 },
    );
    const edits = [{ type: 'add', event: { type: 'marker', timestampNs: '1', label: 'x' } }];
    for (const answer of [
      await ask('PUT', `/recordings/${id}/events`, { edits }),
      await ask('PATCH', `/recordings/${id}`, { name: 'x' }),
      await ask('DELETE', `/recordings/${id}`),
    ])
      expect(answer).toMatchObject({ status: 409, body: { code: 'RECORDING_RUNNING' } });
    expect(await ask('POST', `/recordings/${id}/repair`, { force: true })).toMatchObject({
      status: 409,
      body: { code: 'REPAIR_IN_USE' },
    });
  });

  it('that was cut off just now is repaired with force only', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const id = await recordSynthetic(server);
    const { path } = (await ask('GET', `/recordings/${id}`)).body;
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.byteLength - 200));
    expect((await ask('GET', `/recordings/${id}`)).body.complete).toBe(false);
    expect(await ask('POST', `/recordings/${id}/repair`)).toMatchObject({
      status: 409,
      body: { code: 'REPAIR_IN_USE' },
    });
    expect((await ask('POST', `/recordings/${id}/repair`, { force: true })).body).toMatchObject({
      recordingId: id,
      complete: true,
    });
  });
});
