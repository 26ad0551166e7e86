import { describe, expect, it, vi } from 'vitest';
import { openTestServer, startSynthetic } from '../support/test-server.js';

describe('exports over HTTP', () => {
  it('tells what a format lets choose, takes it, and refuses what it does not', async () => {
    const server = await openTestServer();
    const { ask } = server;
    const { formats } = (await ask('GET', '/export-formats')).body;
    const bids = formats.find(({ id }: { id: string }) => id === 'bids');
    const [timestamps, packing, subject] = bids.options;
    expect(timestamps).toMatchObject({
      name: 'timestamps',
      kind: 'choice',
      choices: [{ value: 'raw' }, { value: 'dejittered' }],
      default: 'raw',
    });
    expect(packing).toMatchObject({ name: 'packing', default: 'zip' });
    expect(subject).toMatchObject({ name: 'subject', kind: 'text', default: '' });

    const deviceId = await startSynthetic(server, 'eeg');
    const { body: recording } = await ask('POST', '/recordings', { experiment: 'rest' });
    await vi.waitFor(
      async () => {
        expect((await ask('GET', '/recordings/running')).body.recordings[0].samples).toBeGreaterThan(100);
      },
      { timeout: 10_000 },
    );
    await ask('POST', `/recordings/${recording.recordingId}/stop`);
    await ask('POST', `/devices/${deviceId}/disconnect`);
    const [{ recordingId }] = (await ask('GET', '/recordings')).body.recordings;
    const start = (format: string, options: object) =>
      ask('POST', '/exports', { recordingId, format, options });

    for (const options of [{ timestamps: 'smooth' }, { colour: 'red' }]) {
      const { status, body } = await start('csv', options);
      expect(status).toBe(400);
      expect(body.error?.code ?? body.code).toBe('EXPORT_INVALID_OPTION');
    }
    expect((await ask('GET', '/exports')).body.exports).toEqual([]);

    const finished = async ({ exportId }: { exportId: string }) => {
      await vi.waitFor(
        async () => expect((await ask('GET', `/exports/${exportId}`)).body.state).toBe('finished'),
        { timeout: 10_000 },
      );
      return (await ask('GET', `/exports/${exportId}`)).body;
    };
    const tables = await finished((await start('csv', { timestamps: 'dejittered' })).body);
    const eeg = tables.files.findIndex(({ streamId }: { streamId?: string }) => streamId !== undefined);
    const { body: csv } = await ask('GET', `/exports/${tables.exportId}/files/${eeg}`);
    expect(csv).toMatch(/^timestamp_ns,timestamp_dejittered_ns,/);
    const dataset = await finished((await start('bids', { subject: '07' })).body);
    expect(dataset.files).toMatchObject([{ name: expect.stringMatching(/\.bids\.zip$/) }]);
  });
});
