import { basename } from 'node:path';
import type { RecordedStreamInfo, RecordingInfo } from '../reading/recording.js';
import type { StreamStatistics, StreamStatisticsSnapshot } from '../stream-statistics.js';

/** What a check may find. All but the first and the last mean that the file is damaged. */
export type VerifyFindingCode =
  | 'NOT_FINISHED'
  | 'RECORD_DAMAGED'
  | 'CHECKSUM_WRONG'
  | 'INDEX_WRONG'
  | 'COUNT_WRONG'
  | 'ORDER_WRONG'
  | 'MESSAGE_INVALID'
  | 'PART_MISSING'
  | 'GAPS';

export interface VerifyFinding {
  readonly severity: 'error' | 'warning';
  readonly code: VerifyFindingCode;
  readonly message: string;
  readonly streamId?: string | undefined;
  /** The name of the file, where the recording went to several. */
  readonly file?: string | undefined;
}

export interface VerifiedStream {
  readonly streamId: string;
  readonly channelId: number;
  /** Counted from the frames. */
  readonly statistics: StreamStatisticsSnapshot;
  /** The longest time between the arrivals of two frames, milliseconds. */
  readonly longestIntervalMs: number;
}

export interface VerifyReport {
  readonly path: string;
  readonly sizeBytes: number;
  readonly complete: boolean;
  /** Whether there is no error. Something that was not finished, or has gaps, is sound all the same. */
  readonly isSound: boolean;
  readonly chunks: number;
  readonly frames: number;
  readonly events: number;
  readonly streams: readonly VerifiedStream[];
  readonly findings: readonly VerifyFinding[];
}

/** A stream, and what was counted of it. */
export interface CheckedStream {
  readonly info: RecordedStreamInfo;
  readonly statistics: StreamStatistics;
}

export function verifiedStream({ info, statistics }: CheckedStream): VerifiedStream {
  const counted = statistics.snapshot();
  return {
    streamId: info.streamId,
    channelId: info.channelId,
    statistics: counted,
    longestIntervalMs: counted.longestIntervalMs ?? 0,
  };
}

/** What is missing of a stream; `undefined` where nothing is. */
export function gapFinding({ info: { streamId }, statistics }: CheckedStream): VerifyFinding | undefined {
  const { gaps, lostFrames, lostSamples } = statistics.snapshot();
  if (gaps === 0) return undefined;
  const message = `${streamId} has ${gaps} gaps: ${lostFrames} frames and ${lostSamples} samples are missing`;
  return { severity: 'warning', code: 'GAPS', message, streamId };
}

/**
 * Of the reports of a recording's files, that of the recording.
 * @param streams - counted over all files, so that what is missing between two of them is found.
 */
export function joinReports(
  { path, sizeBytes, complete, missingParts = [] }: RecordingInfo,
  reports: readonly VerifyReport[],
  streams: readonly CheckedStream[],
): VerifyReport {
  const findings: VerifyFinding[] = [
    ...missingParts.map((part) => ({
      severity: 'error' as const,
      code: 'PART_MISSING' as const,
      message: `part ${part} is not in the folder of the others`,
    })),
    ...reports.flatMap((report) =>
      report.findings
        .filter(({ code }) => code !== 'GAPS')
        .map((finding) => ({ ...finding, file: basename(report.path) })),
    ),
    ...streams.flatMap((stream) => gapFinding(stream) ?? []),
  ];
  const sum = (key: 'chunks' | 'frames' | 'events') =>
    reports.reduce((total, report) => total + report[key], 0);
  return {
    path,
    sizeBytes,
    complete,
    isSound: findings.every(({ severity }) => severity !== 'error'),
    chunks: sum('chunks'),
    frames: sum('frames'),
    events: sum('events'),
    streams: streams.map(verifiedStream),
    findings,
  };
}
