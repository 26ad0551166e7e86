import { readdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { openRecording } from '@modlink/host';
import { describe, expect, it, vi } from 'vitest';
import { openTestServer, type TestServer } from '../support/test-server.js';

const rawFile = (samples: number): string =>
  [
    '%OpenBCI Raw EXG Data',
    '%Number of channels = 4',
    '%Sample Rate = 200 Hz',
    '%Board = OpenBCI_GUI$BoardGanglionNative',
    'Sample Index, EXG Channel 0, EXG Channel 1, EXG Channel 2, EXG Channel 3, Timestamp, Marker Channel',
    ...Array.from(
      { length: samples },
      (_, at) => `${at % 201}, ${at}.5, 2, 3, 4, ${1_589_393_465_000 + at * 5}, ${at === 7 ? 1 : 0}`,
    ),
    'broken',
    '',
  ].join('\n');

const octets = { 'content-type': 'application/octet-stream' };

/** Waits for the end of a job. */
async function ended({ ask }: TestServer, importId: string) {
  return vi.waitFor(
    async () => {
      const { body } = await ask('GET', `/imports/${importId}`);
      expect(['receiving', 'running']).not.toContain(body.state);
      return body;
    },
    { timeout: 20_000 },
  );
}

describe('an import over HTTP', () => {
  it('takes a file and makes a recording of it, which is listed and opens', async () => {
    const server = await openTestServer();
    const { ask, recordingsFolder } = server;
    const { status, body: started } = await ask(
      'POST',
      '/imports?fileName=my%20rest%3F.txt&session=monday&subject=p7',
      rawFile(5000),
      octets,
    );
    expect(status).toBe(200);
    expect(started).toMatchObject({ fileName: 'my rest?.txt', events: 0, warnings: [] });
    const job = await ended(server, started.importId);
    expect(job).toMatchObject({
      state: 'finished',
      format: 'openbci',
      streams: [{ streamId: 'openbci_ganglion.01:eeg', samples: 5000 }],
      events: 1,
      warnings: [{ at: 'line 5006' }],
      warningCount: 1,
    });
    expect(job.bytesDone).toBe(job.bytesTotal);
    expect(await readdir(recordingsFolder)).toEqual(['my rest.mcap']);
    const { body: stored } = await ask('GET', `/recordings/${job.recordingId}`);
    expect(stored).toMatchObject({ complete: true, session: 'monday', subject: 'p7' });
    await using recording = await openRecording(join(recordingsFolder, 'my rest.mcap'));
    expect(recording.info.metadata).toMatchObject({ imported: { fileName: 'my rest?.txt' } });
    const { body: replay } = await ask('POST', '/replays', { recordingIds: [job.recordingId] });
    expect(replay.durationMs).toBeGreaterThan(24_000);
    expect((await ask('GET', '/imports')).body.imports).toHaveLength(1);
  });

  it('has names of its own in the folder, whatever the file is called', async () => {
    const server = await openTestServer();
    const { ask, recordingsFolder } = server;
    for (const name of ['../../etc/passwd', 'con.txt', 'con.xdf', 'a/../../b\u0000.edf', '...', '测试.txt']) {
      const { body } = await ask('POST', `/imports?fileName=${encodeURIComponent(name)}`, rawFile(3), octets);
      expect(await ended(server, body.importId)).toMatchObject({ state: 'finished' });
    }
    expect((await readdir(recordingsFolder)).sort()).toEqual([
      'b.mcap',
      'con_.mcap',
      'con__2.mcap',
      'import.mcap',
      'passwd.mcap',
      '测试.mcap',
    ]);
  });

  it('fails as a job where the file is none that can be imported, and leaves nothing', async () => {
    const server = await openTestServer();
    const { body } = await server.ask('POST', '/imports?fileName=x.pdf', '%PDF-1.7', octets);
    expect(await ended(server, body.importId)).toMatchObject({
      state: 'failed',
      error: { code: 'IMPORT_NOT_RECOGNISED' },
    });
    expect(await readdir(server.recordingsFolder)).toEqual([]);
  });

  it('refuses what it cannot take, before it takes it', async () => {
    const server = await openTestServer({ importLimitBytes: 1000 });
    const { ask } = server;
    expect(await ask('POST', '/imports?fileName=x', rawFile(100), octets)).toMatchObject({
      status: 413,
      body: { code: 'BODY_TOO_LARGE' },
    });
    for (const [path, body, headers] of [
      ['/imports', 'x', octets],
      ['/imports?fileName=x', '{}', {}],
      ['/imports?fileName=x', undefined, {}],
      ['/imports?fileName=x&format=docx', 'x', octets],
      ['/imports?fileName=x&path=/etc/passwd', 'x', octets],
    ] as const) {
      expect(await ask('POST', path, body, headers)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST' },
      });
    }
    expect(await ask('POST', '/markers', 'x', octets)).toMatchObject({ status: 400 });
    expect(await ask('GET', '/imports/none')).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_IMPORT' },
    });
    expect(await readdir(server.home)).not.toContain('recordings');
  });

  it('refuses a file that grows beyond the limit without having said so', async () => {
    const server = await openTestServer({ importLimitBytes: 100_000 });
    const answer = await chunked(server, async (send) => {
      for (let piece = 0; piece < 4; piece++) send('x'.repeat(40_000));
    });
    expect(answer).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    expect(await readdir(server.recordingsFolder)).toEqual([]);
    expect((await server.ask('GET', '/imports')).body.imports).toMatchObject([{ state: 'failed' }]);
  });

  it('is cancelled while it is received, and by a client that goes away', async () => {
    const server = await openTestServer();
    const { ask, recordingsFolder } = server;
    const receiving = () =>
      vi.waitFor(async () => {
        const { imports } = (await ask('GET', '/imports')).body;
        expect(imports.at(-1)).toMatchObject({ state: 'receiving' });
        return imports.at(-1).importId as string;
      });
    const cancelled = chunked(server, async (send) => {
      send(rawFile(10));
      expect(await ask('POST', `/imports/${await receiving()}/cancel`)).toMatchObject({
        body: { state: 'cancelled' },
      });
    }).catch(() => undefined);
    await cancelled;
    const gone = chunked(server, async (send, destroy) => {
      send(rawFile(10));
      await receiving();
      destroy();
    }).catch(() => undefined);
    await gone;
    await vi.waitFor(async () => {
      const { imports } = (await ask('GET', '/imports')).body;
      expect(imports.map(({ state }: { state: string }) => state)).toEqual(['cancelled', 'cancelled']);
      expect(await readdir(recordingsFolder)).toEqual([]);
    });
  });

  it('lists the formats', async () => {
    const { ask } = await openTestServer();
    const { formats } = (await ask('GET', '/import-formats')).body;
    expect(formats.map(({ id }: { id: string }) => id)).toEqual(['xdf', 'edf', 'bdf', 'openbci']);
    expect(formats[0]).toMatchObject({ extensions: expect.arrayContaining(['.xdf']) });
  });

  it('does not replace a recording that is there', async () => {
    const server = await openTestServer();
    const first = await server.ask('POST', '/imports?fileName=x.txt', rawFile(3), octets);
    await ended(server, first.body.importId);
    await writeFile(join(server.recordingsFolder, 'x_2.mcap'), 'precious');
    const second = await server.ask('POST', '/imports?fileName=x.txt', rawFile(3), octets);
    await ended(server, second.body.importId);
    expect((await readdir(server.recordingsFolder)).sort()).toEqual(['x.mcap', 'x_2.mcap', 'x_3.mcap']);
  });
});

/** Sends an upload whose size is not said, piece by piece. */
function chunked(
  { server }: TestServer,
  body: (send: (text: string) => void, destroy: () => void) => Promise<void>,
): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server.url}/api/v1/imports?fileName=x.txt`,
      { method: 'POST', headers: octets },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
      },
    );
    sent.on('error', reject);
    body(
      (text) => sent.write(text),
      () => sent.destroy(),
    ).then(() => sent.end(), reject);
  });
}
