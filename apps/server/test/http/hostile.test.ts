import { type RouteDefinition, routes } from '@modlink/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestServer, startSynthetic } from '../support/test-server.js';

const hostileTexts = fc.oneof(
  fc.constantFrom(
    '..',
    '../../etc/passwd',
    '%2e%2e%2f',
    'a'.repeat(900),
    '__proto__',
    'constructor',
    '\u0000',
    '💥',
    '-1',
    '1e999',
    'null',
    "'; --",
  ),
  fc.string({ unit: 'grapheme' }),
);
/** Anything that JSON can say, with the keys that the routes look at among them. */
const hostileBodies = fc.oneof(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc
    .dictionary(
      fc.constantFrom(
        'label',
        'name',
        'timestampNs',
        'values',
        'foundId',
        'recordingIds',
        'state',
        'speed',
        'loop',
        'positionMs',
        'enabled',
        'driverId',
        'provider',
        'streams',
        'metadata',
        'format',
        'arguments',
        'edits',
        'revision',
        'reconnect',
        'silence',
        'preRollMs',
        'compression',
        'stopAtNs',
        'rollSizeBytes',
        'force',
        'recordingsFolder',
        'spec',
        'range',
        'allowScripts',
        'jobId',
        '__proto__',
        'constructor',
        'toString',
      ),
      fc.jsonValue(),
    )
    .map((value) => JSON.stringify(value)),
  fc.string(),
  fc.constantFrom('{', '[', '{"label":', '"\\ud800"', 'undefined'),
);

describe('a malformed or hostile request', () => {
  it.each(Object.entries<RouteDefinition>(routes))(
    'to %s never ends in a fault',
    { timeout: 120_000 },
    async (_name, route) => {
      const server = await openTestServer();
      await fc.assert(
        fc.asyncProperty(
          fc.array(hostileTexts, { minLength: 3, maxLength: 3 }),
          hostileBodies,
          async (texts, body) => {
            let used = 0;
            const path = route.path.replaceAll(/\{\w+\}/g, () =>
              encodeURIComponent(texts[used++ % 3] ?? 'x'),
            );
            const query =
              route.query === undefined
                ? ''
                : `?${new URLSearchParams(Object.keys(route.query.shape).map((key): [string, string] => [key, texts[2] ?? '']))}`;
            const { status, body: answer } = await server.ask(
              route.method,
              path + query,
              route.body === undefined ? undefined : body,
            );
            // There is no registry here, and that is no fault of the server.
            if (answer.code !== 'REGISTRY_UNREACHABLE')
              expect(status, JSON.stringify(answer)).toBeLessThan(500);
            if (status >= 400)
              expect(answer).toMatchObject({
                status,
                code: expect.stringMatching(/^[A-Z_]+$/),
                detail: expect.any(String),
              });
          },
        ),
        { numRuns: 25 },
      );
      expect((await server.ask('GET', '/health')).status).toBe(200);
    },
  );

  it('does not stop what streams and records', async () => {
    const server = await openTestServer();
    const deviceId = await startSynthetic(server, 'eeg');
    await server.ask('POST', '/recordings', { name: 'goes on' });
    for (const body of [
      '{',
      '[]',
      '{"label":""}',
      '{"label":"x","timestampNs":"now"}',
      'x'.repeat(2 * 1024 * 1024),
    ]) {
      const { status } = await server.ask('POST', '/markers', body);
      expect([400, 413]).toContain(status);
    }
    expect((await server.ask('GET', `/devices/${deviceId}`)).body.state).toBe('streaming');
    expect((await server.ask('GET', '/recordings/running')).body.recordings).toHaveLength(1);
  });

  it('is told every value that is wrong', async () => {
    const { ask } = await openTestServer();
    const { status, body } = await ask('POST', '/markers', { label: '', timestampNs: 5, other: 1 });
    expect(status).toBe(400);
    expect(body.issues.map(({ at }: { at: string }) => at).sort()).toEqual([
      'body',
      'body.label',
      'body.timestampNs',
    ]);
  });

  it.each([
    ['GET', '/nowhere', 404, 'UNKNOWN_ROUTE'],
    ['DELETE', '/drivers', 404, 'UNKNOWN_ROUTE'],
    ['GET', '/devices/nobody.01', 404, 'UNKNOWN_DEVICE'],
    ['GET', '/devices/NOT-AN-ID', 400, 'INVALID_REQUEST'],
    ['GET', '/recordings/nothing', 404, 'UNKNOWN_RECORDING'],
    ['GET', '/recordings/..%2F..%2Fetc%2Fpasswd/file', 400, 'INVALID_REQUEST'],
    ['GET', '/exports/none', 404, 'UNKNOWN_EXPORT'],
    ['POST', '/recordings/none/stop', 404, 'UNKNOWN_RECORDING'],
  ])('%s %s is answered with %d %s', async (method, path, status, code) => {
    const { ask } = await openTestServer();
    expect(await ask(method, path)).toMatchObject({ status, body: { status, code } });
  });

  it('of a marker or a segment without a recording is a conflict', async () => {
    const { ask } = await openTestServer();
    for (const path of ['/markers', '/segments', '/segments/end']) {
      expect(await ask('POST', path, { label: 'x' })).toMatchObject({
        status: 409,
        body: { code: 'WRONG_STATE' },
      });
    }
  });
});
