/** Examples in JavaScript and TypeScript, run by Node. */
import { join } from 'node:path';
import { openRecording } from '@modlink/host';
import { expect, it } from 'vitest';
import { examples, temporaryFolder } from './support/folders.js';
import { output, startProgram } from './support/programs.js';
import { serverWithEeg } from './support/server.js';

const example = (name: string) => join(examples, name);
const node = process.execPath;

it('node-script records', { timeout: 120_000 }, async () => {
  const home = await temporaryFolder();
  const printed = await output(node, ['record.mjs', '1', home], { cwd: example('node-script'), home });
  const [, samples, path = ''] = /^(\d+) samples in (.*\.mcap)\n$/.exec(printed) ?? [];
  await using recording = await openRecording(path);
  expect(recording.info.complete).toBe(true);
  const [stream] = recording.info.streams;
  expect(stream?.streamId).toMatch(/:eeg$/);
  expect(Number(samples)).toBeGreaterThan(0);
});

it('fastify-app finds, starts, and streams means of the channels', { timeout: 120_000 }, async () => {
  const home = await temporaryFolder();
  const app = startProgram(node, ['app.mjs', '0'], { cwd: example('fastify-app'), home });
  const url = (await app.printed(/listening at (\S+)/)).replace('[::1]', '127.0.0.1');
  const unknown = await fetch(`${url}/devices/start`, { method: 'POST', body: '{}', headers: json });
  expect(unknown.status).toBe(404);
  const { devices, failures } = (await (await fetch(`${url}/devices`)).json()) as {
    devices: { id: string; title: string }[];
    failures: unknown[];
  };
  expect(failures).toEqual([]);
  const eeg = devices.find(({ title }) => title.includes('EEG'));
  const started = await fetch(`${url}/devices/start`, {
    method: 'POST',
    body: JSON.stringify({ id: eeg?.id }),
    headers: json,
  });
  const { streams } = (await started.json()) as { streams: string[] };
  expect(streams).toEqual([expect.stringMatching(/:eeg$/)]);
  const answer = await fetch(`${url}/means/${streams[0]}`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = (await reader?.read())?.value ?? '';
  const { means } = JSON.parse(first.slice('data: '.length).split('\n')[0] ?? '') as { means: number[] };
  expect(means).toHaveLength(8);
  expect(means.every(Number.isFinite)).toBe(true);
  expect(await app.end()).toBe(0);
});

const json = { 'content-type': 'application/json' };

it('plain-javascript prints frames, without our packages', { timeout: 120_000 }, async () => {
  const { url } = await serverWithEeg();
  const home = await temporaryFolder();
  const args = ['frames.mjs', url.replace('http', 'ws'), '*:eeg', '3'];
  const lines = (await output(node, args, { cwd: example('plain-javascript'), home })).trim().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toMatch(/^synthetic_eeg\.01:eeg \d{4}-\S+Z 8 x \d+ -?\d/);
});

it('bundled-app, bundled by esbuild, serves the streams of drivers it finds', {
  timeout: 120_000,
}, async () => {
  const cwd = example('bundled-app');
  const home = await temporaryFolder();
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await output(npm, ['run', 'build'], { cwd, home });
  const app = startProgram(node, ['dist/main.mjs', '0'], { cwd, home });
  const url = await app.printed(/serving \d+ streams at (\S+)/);
  const { streams } = (await (await fetch(`${url}/api/v1/streams`)).json()) as {
    streams: { streamId: string }[];
  };
  expect(streams.map(({ streamId }) => streamId)).toContain('synthetic_eeg.01:eeg');
  expect(await app.end()).toBe(0);
});
