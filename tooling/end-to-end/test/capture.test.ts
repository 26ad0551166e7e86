/**
 * Raw bytes of a device, captured beside a recording, stand in for the device afterwards: simulated board -> pseudo-terminal ->
 * serialport -> capture -> driver -> MCAP, and then capture -> driver -> MCAP, with the same frames in both.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRecording } from '@modlink/host';
import { loadCytonEeg, startCytonProcess } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/folders.js';
import { modlink, type RunningModlink, startModlink } from './support/modlink.js';

const pty = await part('pty');
const data = await part('shared-data');

/** What a recording holds of a device, without when: of each stream all values, sequence numbers and losses in their order. */
async function framesOf(path: string): Promise<Record<string, unknown[]>> {
  await using recording = await openRecording(path);
  const streams: Record<string, unknown[]> = {};
  for await (const { streamId, view } of recording.frames()) {
    const { data, seq, lost, deviceTimeNs } = view;
    streams[streamId] ??= [];
    streams[streamId].push([
      seq,
      lost,
      deviceTimeNs,
      data.shape,
      Array.from(data.values as ArrayLike<number>),
    ]);
  }
  return streams;
}

function samplesSoFar({ lines }: RunningModlink): number {
  const streams = lines.findLast(({ type }) => type === 'status')?.streams as
    | { streamId: string; samples: number }[]
    | undefined;
  return streams?.find(({ streamId }) => streamId.endsWith(':eeg'))?.samples ?? 0;
}

async function capturesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith('.capture.jsonl')).map((file) => join(folder, file));
}

pty.describe('what a device sent', () => {
  data.describe('captured beside a recording', () => {
    it('plays back into the same frames, without the device', { timeout: 120_000 }, async () => {
      const eeg = loadCytonEeg();
      const samples = eeg.samples.slice(0, 600);
      const folder = await temporaryFolder();
      const home = join(folder, 'home');
      const record = (file: string, ...options: string[]) =>
        startModlink(home, 'record', '--driver', 'openbci-cyton', '--out', join(folder, file), ...options);

      const board = await startCytonProcess({ samples, pace: 500 });
      const live = record(
        'live.mcap',
        '--set',
        `port=${board.path}`,
        '--device',
        board.path,
        '--capture-raw',
      );
      await expect.poll(() => samplesSoFar(live), { timeout: 60_000, interval: 100 }).toBe(samples.length);
      live.child.kill('SIGINT');
      expect(await live.exit).toEqual({ code: 0, signal: null });
      await board.close();

      const [capture = expect.fail('there is no capture'), ...others] = await capturesIn(folder);
      expect(others).toEqual([]);
      expect(live.lines).toContainEqual(
        expect.objectContaining({
          event: expect.objectContaining({ type: 'capture-started', path: capture }),
        }),
      );
      const found = (await modlink(home, 'search', 'openbci-cyton', '--playback', capture)) as {
        devices: { extra: object }[];
      };
      expect(found.devices.map(({ extra }) => extra)).toEqual([{ path: board.path }]);

      const played = record('played.mcap', '--playback', capture);
      expect([await played.exit, played.stderr()]).toEqual([{ code: 0, signal: null }, '']);
      expect(played.lines.at(-1)).toMatchObject({ type: 'finished', ending: 'played' });
      const frames = await framesOf(join(folder, 'live.mcap'));
      expect(Object.keys(frames).length).toBe(2);
      expect(await framesOf(join(folder, 'played.mcap'))).toEqual(frames);
      expect(await capturesIn(folder)).toEqual([capture]);
    });
  });
});

it('a capture that is damaged is refused, with its line', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'damaged.capture.jsonl');
  const header = {
    format: 'modlink-capture',
    version: 1,
    startNs: '0',
    kind: 'serial',
    open: { method: 'open', options: { path: '/dev/ttyUSB0', baudRate: 115_200 } },
  };
  await writeFile(path, `${JSON.stringify(header)}\n[0,"result",0]\n[5,"data"]\n`);
  const refused = (await modlink(join(folder, 'home'), 'search', '--playback', path).catch(
    (error: unknown) => error,
  )) as { stdout: string };
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'CAPTURE_INVALID', message: expect.stringContaining('Line 3') },
  });
});
