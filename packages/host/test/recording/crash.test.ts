import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isModlinkError } from '@modlink/sdk';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRecording, type RecordingInfo, startRecordingSession } from '../../src/recording/index.js';
import { readWithForeignReader } from './any-reader.js';
import { countingFrame, describeStream, source, temporaryFolder } from './recording-fixtures.js';

const descriptor = describeStream({ channelNames: ['a', 'b'] });

interface ReadBack {
  readonly info: RecordingInfo;
  readonly seqs: (number | undefined)[];
  readonly events: string[];
}

async function readBack(path: string): Promise<ReadBack> {
  await using recording = await openRecording(path);
  const seqs: (number | undefined)[] = [];
  for await (const { view } of recording.frames()) {
    expect(view.data.values).toEqual(countingFrame(descriptor, view.seq ?? -1).data.values);
    seqs.push(view.seq);
  }
  const events: string[] = [];
  for await (const { type } of recording.events()) events.push(type);
  return { info: recording.info, seqs, events };
}

/** A finished recording of three chunks, each with two frames and a marker. */
async function smallRecording(folder: string): Promise<string> {
  const session = await startRecordingSession({ path: join(folder, 'small.mcap'), flushIntervalMs: 20 });
  session.addStream(descriptor, source);
  for (let chunk = 0; chunk < 3; chunk++) {
    const before = session.snapshot().fileBytes;
    session.write(descriptor.streamId, countingFrame(descriptor, 2 * chunk));
    session.write(descriptor.streamId, countingFrame(descriptor, 2 * chunk + 1));
    session.addEvent({ type: 'marker', label: `chunk ${chunk}` });
    await vi.waitFor(() => expect(session.snapshot().fileBytes).toBeGreaterThan(before), { timeout: 10_000 });
  }
  await session.finish();
  return session.path;
}

describe('a recording that was cut off', () => {
  it('opens at every length, with all chunks that are whole', { timeout: 180_000 }, async () => {
    const folder = await temporaryFolder();
    const path = await smallRecording(folder);
    const { reader } = await readWithForeignReader(path);
    const chunkEnds = reader.chunkIndexes.map(({ chunkStartOffset, chunkLength }) =>
      Number(chunkStartOffset + chunkLength),
    );
    expect(chunkEnds).toHaveLength(3);
    const whole = await readBack(path);
    expect(whole).toMatchObject({
      info: { complete: true, problem: undefined },
      seqs: [0, 1, 2, 3, 4, 5],
      events: ['marker', 'marker', 'marker'],
    });

    const cut = join(folder, 'cut.mcap');
    await copyFile(path, cut);
    const file = await open(cut, 'r+');
    onTestFinished(() => file.close());
    let firstThatOpens = whole.info.sizeBytes;
    for (let length = whole.info.sizeBytes - 1; length >= 0; length--) {
      await file.truncate(length);
      const chunks = chunkEnds.filter((end) => end <= length).length;
      const result = await readBack(cut).catch((error: unknown) => error);
      if (isModlinkError(result)) {
        expect(result.code).toBe('RECORDING_EMPTY');
        expect(chunks).toBe(0);
        continue;
      }
      const { info, seqs, events } = result as ReadBack;
      firstThatOpens = length;
      expect(seqs, `cut at byte ${length}`).toEqual([0, 1, 2, 3, 4, 5].slice(0, 2 * chunks));
      expect(events).toHaveLength(chunks);
      expect(info).toMatchObject({ complete: false, name: 'recording', eventCount: chunks });
      expect(info.problem).toBeDefined();
      expect(info.streams[0]?.statistics?.frames ?? 0).toBe(2 * chunks);
    }
    // Not even the first chunk is needed to know what the recording is.
    expect(firstThatOpens).toBeLessThan(chunkEnds[0] ?? 0);
  });

  it('with any byte changed either opens or says in a typed error why not', {
    timeout: 120_000,
  }, async () => {
    const folder = await temporaryFolder();
    const good = await readFile(await smallRecording(folder));
    const path = join(folder, 'changed.mcap');
    await fc.assert(
      fc.asyncProperty(fc.nat(good.byteLength - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(good);
        bytes[at]! ^= change;
        await writeFile(path, bytes);
        const error = await drain(path).catch((thrown: unknown) => thrown);
        if (error !== undefined && !isModlinkError(error)) throw error;
      }),
      { numRuns: 600 },
    );
  });

  it('opens with zeros at its end, as a power cut leaves them', async () => {
    const folder = await temporaryFolder();
    const path = await smallRecording(folder);
    const { reader } = await readWithForeignReader(path);
    const bytes = await readFile(path);
    await writeFile(
      path,
      Buffer.concat([bytes.subarray(0, Number(reader.dataEndOffset)), Buffer.alloc(10_000)]),
    );
    const { info, seqs } = await readBack(path);
    expect(info).toMatchObject({ complete: false, problem: expect.stringContaining('no record') });
    expect(seqs).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('opens while it is being written, as it is then', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ folder, flushIntervalMs: 20 });
    session.addStream(descriptor, source);
    session.write(descriptor.streamId, countingFrame(descriptor, 0));
    await vi.waitFor(() => expect(session.snapshot().durableUpToNs).toBeDefined(), { timeout: 10_000 });
    expect(await readBack(session.path)).toMatchObject({ info: { complete: false }, seqs: [0] });
    session.write(descriptor.streamId, countingFrame(descriptor, 1));
    await session.finish();
    expect(await readBack(session.path)).toMatchObject({ info: { complete: true }, seqs: [0, 1] });
  });
});

async function drain(path: string): Promise<void> {
  await using recording = await openRecording(path);
  for await (const { view } of recording.frames()) view.data;
  for await (const _ of recording.events());
}

describe('a process that is killed while it records', () => {
  it('leaves a file with everything up to the last flush', { timeout: 60_000 }, async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'killed.mcap');
    const script = fileURLToPath(new URL('./record-forever.mjs', import.meta.url));
    const child: ChildProcess = spawn(process.execPath, [script, path, '200'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const safeUpTo: bigint[] = [];
    createInterface({ input: child.stdout! }).on('line', (line) => safeUpTo.push(BigInt(line)));
    // Flushes come with time alone: what a few frames make is far below the size of a chunk.
    await vi.waitFor(() => expect(safeUpTo.length).toBeGreaterThanOrEqual(4), { timeout: 40_000 });
    child.kill('SIGKILL');
    await once(child, 'close');

    await using recording = await openRecording(path);
    expect(recording.info.complete).toBe(false);
    const frames = [];
    for await (const { receivedNs, view } of recording.frames()) frames.push({ receivedNs, seq: view.seq });
    expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, index) => index));
    expect(frames.at(-1)?.receivedNs).toBeGreaterThanOrEqual(safeUpTo.at(-1) ?? 0n);
    expect(recording.info.streams[0]).toMatchObject({ frames: frames.length, statistics: { gaps: 0 } });
  });
});
