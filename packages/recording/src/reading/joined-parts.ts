/** The files of a recording that went to several, as though they were one. */
import type { McapTypes } from '@mcap/core';
import { decodeStatistics, seriesStatisticsRecordName } from '../format/recording-metadata.js';
import type { StreamStatisticsSnapshot } from '../stream-statistics.js';
import { ChunkIndex } from './chunk-index.js';
import type { RecordingBytes } from './readable-file.js';
import { decoded } from './recording.js';
import type { RecordingContents } from './recording-source.js';

export interface OpenPart {
  readonly file: RecordingBytes;
  readonly contents: RecordingContents;
}

/** The bytes of all parts, one behind the other. What stands beside the first stands beside it. */
export class JoinedBytes implements RecordingBytes {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #parts: readonly { readonly file: RecordingBytes; readonly startsAt: number }[];
  readonly #first: RecordingBytes;

  constructor(first: RecordingBytes, rest: readonly RecordingBytes[]) {
    this.#first = first;
    this.path = first.path;
    let startsAt = 0;
    this.#parts = [first, ...rest].map((file) => {
      const part = { file, startsAt };
      startsAt += file.sizeBytes;
      return part;
    });
    this.sizeBytes = startsAt;
  }

  async size(): Promise<bigint> {
    return BigInt(this.sizeBytes);
  }

  /** Of one part: no record goes on in the next. */
  read(offset: bigint, size: bigint): Promise<Uint8Array<ArrayBuffer>> {
    const part = this.#parts.findLast(({ startsAt }) => startsAt <= offset);
    const { file, startsAt } = part ?? { file: this.#first, startsAt: 0 };
    return file.read(offset - BigInt(startsAt), size);
  }

  async readBeside(suffix: string): Promise<string | undefined> {
    return this.#first.readBeside?.(suffix);
  }

  async close(): Promise<void> {
    await Promise.all(this.#parts.map(({ file }) => file.close()));
  }
}

/** @param parts - at least one; a channel has the same id in all of them. */
export function joinContents(parts: readonly OpenPart[]): RecordingContents {
  const channels = new Map<number, McapTypes.Channel>();
  const messageCounts = new Map<number, number>();
  const statistics = new Map<number, StreamStatisticsSnapshot>();
  const chunks = new ChunkIndex();
  let startsAt = 0;
  for (const { file, contents } of parts) {
    for (const [id, channel] of contents.channels) channels.set(id, channel);
    for (const [id, count] of contents.messageCounts)
      messageCounts.set(id, (messageCounts.get(id) ?? 0) + count);
    const sinceFirst = seriesStatistics(file, contents);
    for (const [id, counted] of contents.statistics) {
      const joined = joinStatistics(statistics.get(id), counted);
      const recorded = sinceFirst.get(id);
      // With other counts a file is missing, or has lost something.
      statistics.set(id, recorded?.frames === joined.frames ? recorded : joined);
    }
    for (let index = 0; index < contents.chunks.count; index++) {
      const chunk = contents.chunks.at(index);
      chunks.add({ ...chunk, offset: startsAt + chunk.offset }, contents.chunks.channelsOf(index));
    }
    startsAt += file.sizeBytes;
  }
  const all = parts.map(({ contents }) => contents);
  return {
    channels,
    metadata: distinct(all.flatMap(({ metadata }) => metadata)),
    chunks,
    messageCounts,
    statistics,
    firstNs: all.find(({ firstNs }) => firstNs !== undefined)?.firstNs,
    lastNs: all.findLast(({ lastNs }) => lastNs !== undefined)?.lastNs,
    problem: all.find(({ problem }) => problem !== undefined)?.problem,
  };
}

/** Each part says again what the one before said of the recording and of the drivers. */
function distinct(records: readonly McapTypes.Metadata[]): McapTypes.Metadata[] {
  return [
    ...new Map(records.map((record) => [JSON.stringify([record.name, ...record.metadata]), record])).values(),
  ];
}

/** What the recorder counted from the first file to the end of this one. */
function seriesStatistics(
  { path }: RecordingBytes,
  { metadata }: RecordingContents,
): ReadonlyMap<number, StreamStatisticsSnapshot> {
  const record = metadata.find(({ name }) => name === seriesStatisticsRecordName);
  return decoded(path, () => decodeStatistics(record?.metadata ?? new Map()));
}

/**
 * Where the recorder's own are not there, as after a part that was cut off or is missing: counts are sums; rates, jitter and drift
 * are means by the frames they are of. What lies between two parts, they do not have.
 */
function joinStatistics(
  before: StreamStatisticsSnapshot | undefined,
  after: StreamStatisticsSnapshot,
): StreamStatisticsSnapshot {
  if (before === undefined || before.frames === 0) return after;
  if (after.frames === 0) return before;
  const sum = (key: 'frames' | 'samples' | 'bytes' | 'gaps' | 'lostFrames' | 'lostSamples' | 'lateFrames') =>
    before[key] + after[key];
  const mean = (key: 'measuredRateHz' | 'jitterMs' | 'jitterP50Ms' | 'driftPpm') => {
    const [a, b] = [before[key], after[key]];
    return a === undefined || b === undefined
      ? (a ?? b)
      : (a * before.frames + b * after.frames) / sum('frames');
  };
  const most = (key: 'jitterP99Ms' | 'longestIntervalMs') => {
    const [a, b] = [before[key], after[key]];
    return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
  };
  const { firstTimestampNs } = before;
  return {
    ...after,
    frames: sum('frames'),
    samples: sum('samples'),
    bytes: sum('bytes'),
    gaps: sum('gaps'),
    lostFrames: sum('lostFrames'),
    lostSamples: sum('lostSamples'),
    lateFrames: sum('lateFrames'),
    measuredRateHz: mean('measuredRateHz'),
    jitterMs: mean('jitterMs'),
    jitterP50Ms: mean('jitterP50Ms'),
    jitterP99Ms: most('jitterP99Ms'),
    longestIntervalMs: most('longestIntervalMs'),
    driftPpm: mean('driftPpm'),
    firstTimestampNs,
  };
}
