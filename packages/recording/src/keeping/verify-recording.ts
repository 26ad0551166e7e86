/** Checks all of a recording: every checksum, every index, every frame, every count. */
import { crc32 } from 'node:zlib';
import { MCAP_MAGIC } from '@mcap/core';
import { FrameView } from '@modlink/sdk/encoding';
import { decodeEvent } from '../format/recording-event.js';
import { eventsChannel } from '../format/recording-profile.js';
import type { ChunkMessage } from '../reading/chunk.js';
import { openRecording } from '../reading/open-recording.js';
import { ReadableFile, type RecordingBytes } from '../reading/readable-file.js';
import { RecordWalk } from '../reading/record-walk.js';
import type { RecordingInfo } from '../reading/recording.js';
import { indexedContents, type RecordingContents } from '../reading/recording-source.js';
import { StreamStatistics } from '../stream-statistics.js';
import { type JobOptions, throwIfCancelled } from './job.js';
import {
  type CheckedStream,
  gapFinding,
  joinReports,
  type VerifyFinding,
  type VerifyFindingCode,
  type VerifyReport,
  verifiedStream,
} from './verify-report.js';

/** Findings of one kind beyond this many are counted, but not told. */
const mostAlike = 20;
const blockBytes = 1024 * 1024;

/**
 * Checks a recording: all of its files that are there, where it went to several.
 * @throws {RecordingError} `RECORDING_CANCELLED`, and the errors of `openRecording`.
 */
export async function verifyRecording(path: string, options: JobOptions = {}): Promise<VerifyReport> {
  await using recording = await openRecording(path);
  const { parts } = recording.info;
  if (parts === undefined) return verifyFile(path, options);
  const reports: VerifyReport[] = [];
  const whole = checkedStreams(recording.info);
  const totalBytes = recording.info.sizeBytes;
  let doneBefore = 0;
  for (const part of parts) {
    const startsAt = doneBefore;
    const onProgress: JobOptions['onProgress'] = ({ doneBytes }) =>
      options.onProgress?.({ doneBytes: startsAt + doneBytes, totalBytes });
    reports.push(await verifyFile(part.path, { ...options, onProgress }, whole));
    doneBefore += part.sizeBytes;
  }
  return joinReports(recording.info, reports, [...whole.values()]);
}

async function verifyFile(
  path: string,
  options: JobOptions,
  whole: CheckedStreams = new Map(),
): Promise<VerifyReport> {
  await using recording = await openRecording(path, { parts: 'one' });
  const file = await ReadableFile.open(path);
  try {
    return await new Check(file, recording.info, options, whole).run();
  } finally {
    await file.close();
  }
}

/** By channel. */
type CheckedStreams = ReadonlyMap<number, CheckedStream>;

function checkedStreams({ streams }: RecordingInfo): CheckedStreams {
  return new Map(
    streams.map((info) => [
      info.channelId,
      { info, statistics: new StreamStatistics(info.descriptor.nominalSampleRateHz) },
    ]),
  );
}

class Check {
  readonly #file: RecordingBytes;
  readonly #info: RecordingInfo;
  readonly #options: JobOptions;
  readonly #findings: VerifyFinding[] = [];
  readonly #alike = new Map<VerifyFindingCode, number>();
  readonly #streams: CheckedStreams;
  /** Of the file and others. */
  readonly #whole: CheckedStreams;
  /** Offsets of the chunks that are there. */
  readonly #chunkOffsets = new Set<number>();
  #events = 0;
  #lastLogNs = 0n;

  constructor(file: RecordingBytes, info: RecordingInfo, options: JobOptions, whole: CheckedStreams) {
    this.#file = file;
    this.#info = info;
    this.#options = options;
    this.#streams = checkedStreams(info);
    this.#whole = whole;
  }

  async run(): Promise<VerifyReport> {
    const index = await indexedContents(this.#file).catch(() => undefined);
    const walk = new RecordWalk(this.#file);
    for await (const walked of walk.records({
      onDamage: (problem) => this.#error('RECORD_DAMAGED', problem),
    })) {
      throwIfCancelled(this.#options, this.#info.path);
      if (walked.type !== 'chunk') continue;
      this.#chunkOffsets.add(walked.offset);
      for (const message of walked.chunk.messages()) this.#checkMessage(message);
      this.#progress(walked.offset);
    }
    if (walk.dataEndsAt !== undefined) await this.#checkDataChecksum(walk.dataEndsAt);
    if (index !== undefined) this.#checkIndex(index);
    else if (walk.dataEndsAt !== undefined && (await this.#hasEnd()))
      this.#error('INDEX_WRONG', 'its index is missing or damaged');
    else if (walk.isDamaged) this.#error('RECORD_DAMAGED', walk.problem ?? '');
    else {
      this.#warn(
        'NOT_FINISHED',
        `it was not finished (${walk.problem ?? 'the file ends inside its index'}): it has everything up to its last flush, and can be repaired`,
      );
    }
    for (const stream of this.#streams.values()) {
      this.#checkCounts(stream);
      const gaps = gapFinding(stream);
      if (gaps !== undefined) this.#findings.push(gaps);
    }
    return this.#report();
  }

  #checkMessage({ channelId, logTimeNs, data }: ChunkMessage): void {
    if (logTimeNs < this.#lastLogNs)
      this.#error('ORDER_WRONG', `a message at ${logTimeNs} ns comes after ${this.#lastLogNs}`);
    this.#lastLogNs = logTimeNs;
    const stream = this.#streams.get(channelId);
    try {
      if (stream === undefined) {
        if (channelId !== eventsChannel.id) throw new Error('no stream has it');
        decodeEvent(data);
        this.#events += 1;
        return;
      }
      const view = new FrameView(data);
      if (view.streamId !== stream.info.streamId) throw new Error(`it is of the stream ${view.streamId}`);
      stream.statistics.add(view, logTimeNs);
      this.#whole.get(channelId)?.statistics.add(view, logTimeNs);
    } catch (error) {
      this.#error(
        'MESSAGE_INVALID',
        `a message of the channel ${channelId} at ${logTimeNs} ns is not valid: ${(error as Error).message}`,
        stream?.info.streamId,
      );
    }
  }

  /** Whether it ends as a file does that was written to its end: one that was cut off while its index was written does not. */
  async #hasEnd(): Promise<boolean> {
    const length = MCAP_MAGIC.length;
    const end = await this.#file.read(BigInt(this.#file.sizeBytes - length), BigInt(length));
    return MCAP_MAGIC.every((byte, index) => byte === end[index]);
  }

  async #checkDataChecksum(dataEndsAt: number): Promise<void> {
    // After opcode and length: https://mcap.dev/spec, "Data End".
    const record = await this.#file.read(BigInt(dataEndsAt + 9), 4n);
    const expected = new DataView(record.buffer).getUint32(0, true);
    if (expected === 0) return;
    let actual = 0;
    for (let at = 0; at < dataEndsAt; at += blockBytes) {
      throwIfCancelled(this.#options, this.#info.path);
      actual = crc32(
        await this.#file.read(BigInt(at), BigInt(Math.min(blockBytes, dataEndsAt - at))),
        actual,
      );
    }
    if (actual !== expected)
      this.#error('CHECKSUM_WRONG', 'the checksum of the data is not that of the data');
  }

  #checkIndex({ chunks, messageCounts }: RecordingContents): void {
    const indexed = new Set<number>();
    for (let each = 0; each < chunks.count; each++) indexed.add(chunks.at(each).offset);
    for (const offset of this.#chunkOffsets) {
      if (!indexed.has(offset)) this.#error('INDEX_WRONG', `the chunk at byte ${offset} is not in the index`);
    }
    for (const offset of indexed) {
      if (!this.#chunkOffsets.has(offset))
        this.#error('INDEX_WRONG', `the index has a chunk at byte ${offset}, where none can be read`);
    }
    for (const [channelId, count] of messageCounts) {
      const stream = this.#streams.get(channelId);
      const counted =
        stream?.statistics.snapshot().frames ?? (channelId === eventsChannel.id ? this.#events : count);
      if (counted === count) continue;
      this.#error(
        'COUNT_WRONG',
        `the index counts ${count} messages of the channel ${channelId}, the file has ${counted}`,
        stream?.info.streamId,
      );
    }
  }

  #checkCounts({ info: { streamId, statistics: recorded }, statistics }: CheckedStream): void {
    const counted = statistics.snapshot();
    const keys = ['frames', 'samples', 'gaps', 'lostFrames', 'lostSamples'] as const;
    const differing = keys.filter((key) => recorded !== undefined && recorded[key] !== counted[key]);
    if (differing.length > 0) {
      const counts = differing.map((key) => `${key} ${recorded?.[key]} and not ${counted[key]}`).join(', ');
      this.#error('COUNT_WRONG', `the recorder counted of ${streamId}: ${counts}`, streamId);
    }
  }

  #report(): VerifyReport {
    const streams = Array.from(this.#streams.values(), verifiedStream);
    for (const [code, count] of this.#alike) {
      if (count <= mostAlike) continue;
      this.#findings.push({ severity: 'error', code, message: `and ${count - mostAlike} more of this kind` });
    }
    return {
      path: this.#info.path,
      sizeBytes: this.#file.sizeBytes,
      complete: this.#info.complete,
      isSound: this.#findings.every(({ severity }) => severity !== 'error'),
      chunks: this.#chunkOffsets.size,
      frames: streams.reduce((total, { statistics }) => total + statistics.frames, 0),
      events: this.#events,
      streams,
      findings: this.#findings,
    };
  }

  #progress(doneBytes: number): void {
    this.#options.onProgress?.({ doneBytes, totalBytes: this.#file.sizeBytes });
  }

  #error(code: VerifyFindingCode, message: string, streamId?: string): void {
    const alike = (this.#alike.get(code) ?? 0) + 1;
    this.#alike.set(code, alike);
    if (alike <= mostAlike)
      this.#findings.push({ severity: 'error', code, message, ...(streamId && { streamId }) });
  }

  #warn(code: VerifyFindingCode, message: string): void {
    this.#findings.push({ severity: 'warning', code, message });
  }
}
