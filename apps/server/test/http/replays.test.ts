import { expect, it } from 'vitest';
import { openTestServer, recordSynthetic } from '../support/test-server.js';

it('recordings are replayed on one timeline, as they were made or all from its start', async () => {
  const server = await openTestServer();
  const recordingIds = [await recordSynthetic(server), await recordSynthetic(server)];
  const recordings = await Promise.all(
    recordingIds.map(async (id) => (await server.ask('GET', `/recordings/${id}`)).body),
  );
  const [first, second] = recordings;
  const open = async (body: object) => (await server.ask('POST', '/replays', { recordingIds, ...body })).body;
  const madeAfterMs = Number(BigInt(second.lastNs) - BigInt(first.firstNs)) / 1e6;
  expect((await open({})).durationMs).toBeCloseTo(madeAfterMs, 3);
  expect((await open({ align: 'clock' })).durationMs).toBeCloseTo(madeAfterMs, 3);
  const longestMs = Math.max(first.durationMs, second.durationMs);
  const aligned = await open({ align: 'start' });
  expect(aligned.durationMs).toBeCloseTo(longestMs, 3);
  // One device at the same time twice: the later one has another id.
  expect(aligned.streams).toHaveLength(2);
  expect((await server.ask('POST', '/replays', { recordingIds, align: 'end' })).status).toBe(400);
}, 60_000);
