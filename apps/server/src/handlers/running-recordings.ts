import type { ActiveRecording, Host, StartRecordingOptions } from '@modlink/host';
import type { RouteRequest, RouteResponse, WireRunningRecording } from '@modlink/protocol';
import type { JsonValue } from '@modlink/sdk';
import { ServerError } from '../server-error.js';
import { wireRunningRecording } from '../wire.js';
import type { Handlers } from './handler.js';
import { isInFolder, storedIdOf } from './stored-id.js';

type RunningRoutes =
  | 'startRecording'
  | 'runningRecordings'
  | 'stopRecording'
  | 'mark'
  | 'startSegment'
  | 'endSegment';

/** Segments that began and did not end, by recording: the host writes them, it does not pair them. */
const openSegments = new WeakMap<ActiveRecording, Set<string>>();

/** A running recording, or how it ended. */
export async function wireRecording(host: Host, recording: ActiveRecording): Promise<WireRunningRecording> {
  const { recordingId, endsNs } = recording;
  // What is told last is what is so last, however long this took.
  const space = await recording.space();
  const summary = recording.snapshot();
  return wireRunningRecording(summary, {
    recordingId,
    storedId: storedIdIn(host, summary.paths[0]),
    nowNs: host.clock.nowNs(),
    endsNs,
    space,
    openSegments: [...(openSegments.get(recording) ?? [])],
  });
}

/** The id that a recording has among the stored ones, of its first file. */
export function storedIdIn(host: Host, path: string | undefined): string | undefined {
  const { folder } = host.recordings;
  return path !== undefined && isInFolder(folder, path) ? storedIdOf(folder, path) : undefined;
}

/** @param onChange - called after something was marked, or a segment began or ended. */
export function runningRecordingHandlers(
  host: Host,
  onChange: (recording: ActiveRecording) => void,
): Pick<Handlers, RunningRoutes> {
  /** Writes an event into every running recording. @throws {ServerError} `WRONG_STATE` where none runs. */
  const writeToAll = (
    what: string,
    given: string | undefined,
    receivedNs: bigint,
    write: (recording: ActiveRecording, timestampNs: bigint) => void,
  ): RouteResponse<'mark'> => {
    const recordings = host.recordings.active();
    if (recordings.length === 0) {
      throw new ServerError('WRONG_STATE', `No recording runs that could take the ${what}. Start one first.`);
    }
    const timestampNs = given === undefined ? receivedNs : BigInt(given);
    for (const recording of recordings) {
      write(recording, timestampNs);
      onChange(recording);
    }
    return {
      timestampNs: String(timestampNs),
      receivedNs: String(receivedNs),
      recordings: recordings.map(({ recordingId }) => recordingId),
    };
  };

  return {
    async startRecording({ body }) {
      return wireRecording(host, await host.recordings.start(startOptions(body)));
    },
    async runningRecordings() {
      const running = host.recordings.active();
      return { recordings: await Promise.all(running.map((recording) => wireRecording(host, recording))) };
    },
    async stopRecording({ params: { recordingId } }) {
      const recording = host.recordings.active().find((each) => each.recordingId === recordingId);
      if (recording === undefined) {
        throw new ServerError(
          'UNKNOWN_RECORDING',
          `No recording "${recordingId}" runs. It may have ended already.`,
        );
      }
      await recording.finish();
      return wireRecording(host, recording);
    },
    mark: ({ body: { label, timestampNs, source, data }, receivedNs }) =>
      writeToAll('marker', timestampNs, receivedNs, (recording, atNs) =>
        recording.mark(label, { timestampNs: atNs, data: markerData(source, data) }),
      ),
    startSegment: ({ body: { label, timestampNs }, receivedNs }) =>
      writeToAll('segment', timestampNs, receivedNs, (recording, atNs) => {
        recording.startSegment(label, { timestampNs: atNs });
        const open = openSegments.get(recording) ?? new Set();
        openSegments.set(recording, open.add(label));
      }),
    endSegment: ({ body: { label, timestampNs }, receivedNs }) => {
      const isOpen = host.recordings.active().some((recording) => openSegments.get(recording)?.has(label));
      if (!isOpen) {
        throw new ServerError('WRONG_STATE', `No segment "${label}" is open in a running recording.`);
      }
      return writeToAll('segment', timestampNs, receivedNs, (recording, atNs) => {
        if (openSegments.get(recording)?.delete(label)) recording.endSegment(label, { timestampNs: atNs });
      });
    },
  };
}

function startOptions(body: RouteRequest<'startRecording'>['body']): StartRecordingOptions {
  const { rollSizeBytes, rollEveryMs, durableWithinMs, stopAtNs, ...options } = body;
  return {
    ...options,
    roll: { sizeBytes: rollSizeBytes, everyMs: rollEveryMs },
    flushIntervalMs: durableWithinMs,
    stopAtNs: stopAtNs === undefined ? undefined : BigInt(stopAtNs),
  };
}

/** The source stands beside the caller's own data. */
function markerData(source: string | undefined, data: JsonValue | undefined): JsonValue | undefined {
  if (source === undefined) return data;
  return data === undefined ? { source } : { source, data };
}
