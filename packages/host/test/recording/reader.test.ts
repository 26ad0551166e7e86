import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRecording, startRecordingSession } from '../../src/recording/index.js';
import { RecordingLink } from '../../src/recording/recording-link.js';
import { countingFrame, describeStream, source, startNs, temporaryFolder } from './recording-fixtures.js';

describe('openRecording', () => {
  it('tells what a recording is and holds', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({
      folder,
      name: 'rest',
      experiment: 'Alpha',
      metadata: { subject: 12 },
    });
    const descriptor = describeStream({ channelNames: ['a', 'b'], metadata: { unit: 'uV' } });
    session.addStream(descriptor, source);
    for (let index = 0; index < 10; index++) {
      session.write(
        descriptor.streamId,
        countingFrame(descriptor, index),
        startNs + BigInt(index) * 40_000_000n,
      );
    }
    const summary = await session.finish();

    await using recording = await openRecording(session.path);
    const { info } = recording;
    expect(info).toMatchObject({
      name: 'rest',
      experiment: 'Alpha',
      metadata: { subject: 12 },
      startedNs: summary.startedNs,
      path: session.path,
      sizeBytes: summary.fileBytes,
      complete: true,
      firstNs: startNs,
      lastNs: startNs + 360_000_000n,
      durationMs: 360,
      drivers: [source],
      eventCount: 0,
    });
    expect(info.session).toBeUndefined();
    const [stream] = info.streams;
    expect(stream).toMatchObject({ streamId: descriptor.streamId, driverId: 'amplifier', frames: 10 });
    expect(stream?.descriptor).toEqual(descriptor);
    expect(stream?.statistics).toEqual(summary.streams[0]?.statistics);
    expect(stream?.statistics?.measuredRateHz).toBeCloseTo(250, 6);
  });

  it('gives the frames of some streams, and of a span of time', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ folder, chunkSizeBytes: 1000 });
    const streams = ['a', 'b'].map((streamKey) => describeStream({ streamKey }));
    for (const descriptor of streams) session.addStream(descriptor, source);
    for (let index = 0; index < 100; index++) {
      for (const descriptor of streams) {
        session.write(descriptor.streamId, countingFrame(descriptor, index), startNs + BigInt(index));
      }
    }
    await session.finish();
    const cut = join(folder, 'cut.mcap');
    await writeFile(cut, (await readFile(session.path)).subarray(0, -100));

    for (const path of [session.path, cut]) {
      await using recording = await openRecording(path);
      expect(recording.info.complete).toBe(path === session.path);
      const found: string[] = [];
      const selection = { streams: ['amplifier.01:b'], fromNs: startNs + 20n, toNs: startNs + 22n };
      for await (const { streamId, receivedNs, view } of recording.frames(selection)) {
        found.push(`${streamId} ${receivedNs - startNs} ${view.seq}`);
      }
      expect(found).toEqual(['amplifier.01:b 20 20', 'amplifier.01:b 21 21', 'amplifier.01:b 22 22']);
      const all: (number | undefined)[] = [];
      for await (const { view } of recording.frames()) all.push(view.seq);
      expect(all).toEqual(Array.from({ length: 200 }, (_, index) => Math.floor(index / 2)));
    }
  });
});

describe('the worker of a recording', () => {
  it('that fails for a reason of its own ends the recording with that reason', async () => {
    const folder = await temporaryFolder();
    let code: string | undefined;
    const link = await RecordingLink.start({
      worker: {
        path: join(folder, 'x.mcap'),
        whenExisting: 'fail',
        hasParts: false,
        chunkSizeBytes: 1000,
        fsync: false,
        compression: 'none',
        flushEveryMs: 100,
        library: 'x',
      },
      maxPendingBytes: 1000,
      onFailed: (error) => {
        code = error.code;
      },
    });
    link.command({ type: 'channel', channel: undefined as never });
    await link.finish();
    expect(code).toBe('RECORDING_WORKER_FAILED');
  });
});
