import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startServer } from '../../src/index.js';
import { openTestServer } from '../support/test-server.js';

const token = 'a-long-and-secret-token';

/** As a browser would send it: `fetch` of Node does not let one choose Host and Origin. */
function get(
  port: number,
  headers: Record<string, string>,
  path = '/api/v1/drivers',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** What a WebSocket came to: its first message, the code it was closed with, or the status of a refused upgrade. */
function dial(
  url: string,
  options: { origin?: string; headers?: Record<string, string>; say?: object } = {},
): Promise<unknown> {
  return new Promise((resolve) => {
    const { say, ...rest } = options;
    const socket = new WebSocket(url, rest);
    socket.on('open', () => say !== undefined && socket.send(JSON.stringify(say)));
    socket.on('message', (data) => {
      resolve(JSON.parse(String(data)));
      socket.close();
    });
    socket.on('close', (code) => resolve(code));
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode);
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
}

describe('a server on this machine', () => {
  it('answers under its own names only', async () => {
    const { server } = await openTestServer({ allowedHosts: ['lab-3.local'] });
    const { port } = server;
    for (const host of [
      `localhost:${port}`,
      `127.0.0.1:${port}`,
      `[::1]:${port}`,
      'studio.localhost',
      `LAB-3.local:${port}`,
    ]) {
      expect((await get(port, { host })).status, host).toBe(200);
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost@evil.example',
    ]) {
      const answer = await get(port, { host });
      expect(answer.status, host).toBe(403);
      expect(JSON.parse(answer.body).code).toBe('FORBIDDEN_HOST');
    }
  });

  it('answers its own pages only', async () => {
    const { server } = await openTestServer({ allowedOrigins: ['https://lab.example/'] });
    const { port } = server;
    const host = `127.0.0.1:${port}`;
    for (const origin of [`http://${host}`, 'https://lab.example']) {
      expect((await get(port, { host, origin })).status, origin).toBe(200);
    }
    for (const origin of ['https://evil.example', 'null', `http://localhost:${port + 1}`, 'file://']) {
      expect((await get(port, { host, origin })).status, origin).toBe(403);
    }
    expect((await get(port, { host, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await get(port, { host, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('refuses WebSockets of other sites', async () => {
    const { server } = await openTestServer();
    const url = `ws://127.0.0.1:${server.port}/api/v1/frames`;
    expect(await dial(url, { origin: 'https://evil.example' })).toBe(403);
    expect(await dial(url, { headers: { host: 'evil.example' } })).toBe(403);
    expect(await dial(url)).toMatchObject({ type: 'ready' });
  });

  it('asks for its token everywhere but at the health check', async () => {
    const { ask, server } = await openTestServer({ token });
    expect((await ask('GET', '/health')).status).toBe(200);
    const refused = await ask('GET', '/drivers');
    expect(refused).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    expect(JSON.stringify(refused.body)).not.toContain(token);
    expect((await ask('GET', '/events')).status).toBe(401);
    expect((await ask('GET', '/drivers', undefined, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask('GET', '/drivers', undefined, { authorization: `Bearer ${token}` })).status).toBe(200);

    const url = `ws://127.0.0.1:${server.port}/api/v1/frames`;
    expect(await dial(url, { headers: { authorization: `Bearer ${token}` } })).toMatchObject({
      type: 'ready',
    });
    expect(await dial(url, { say: { type: 'authenticate', token } })).toMatchObject({ type: 'ready' });
    expect(await dial(url, { say: { type: 'authenticate', token: 'wrong-wrong-wrong' } })).toBe(4401);
    expect(await dial(url, { say: { type: 'subscribe', subscription: 1, streams: ['*'] } })).toBe(4401);
  });

  it('does not start where others reach it, without a token', async () => {
    const { host } = await openTestServer();
    await expect(startServer(host, { address: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      code: 'TOKEN_REQUIRED',
    });
    await expect(startServer(host, { port: 0, token: 'short' })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    await using server = await startServer(host, { address: '0.0.0.0', port: 0, token });
    expect((await get(server.port, { host: `127.0.0.1:${server.port}` })).status).toBe(401);
  });

  it('says that its port is taken', async () => {
    const { host, server } = await openTestServer();
    await expect(startServer(host, { port: server.port })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
  });
});
