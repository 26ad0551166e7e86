import {
  type OpenRecordingFile,
  openReplay,
  type Replay,
  type ReplayConsumer,
  type ReplayEvent,
  type ReplayFrame,
  type ReplayState,
  type ReplayStream,
} from '@modlink/recording';
import {
  type ControlOptions,
  Driver,
  FrameEnvelope,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  serializeError,
} from '@modlink/sdk';
import { deviceStreams } from './device-streams.js';
import { fileStore, type RecordingStore } from './recording-store.js';
import { findRecordings, type ReplayFileExtra } from './search.js';
import { Sequence } from './sequence.js';
import { defaultSettings, type ReplayFileSettings } from './settings.js';

/** A stream that is played, under the key that it has here. */
interface PlayedStream {
  readonly streamKey: string;
  readonly sequence: Sequence;
}

/**
 * A recording as a device. Frames come at the times of now, as far apart as they were recorded; what they hold is as it was.
 * Their device time is the recorded one, or where there was none the timestamp that they were recorded with.
 */
export class ReplayFile extends Driver<ReplayFileExtra, ReplayFileSettings> {
  override readonly deviceId = 'replay_file.01';
  override readonly supportedProviders = ['file'];
  readonly #store: RecordingStore;
  readonly #played = new Map<ReplayStream, PlayedStream>();
  /** By stream key, for as long as the driver lives. */
  readonly #sequences = new Map<string, Sequence>();
  #replay: Replay | undefined;
  #state: ReplayState = 'paused';

  /** @param store - the file system, unless a test gives another one. */
  constructor(store: RecordingStore = fileStore) {
    super();
    this.#store = store;
  }

  override get displayName(): string {
    return 'Recordings';
  }

  /** None: which streams there are is in the recording. */
  override descriptors(): readonly StreamDescriptor[] {
    return [];
  }

  override search(): Promise<readonly SearchResultInit<ReplayFileExtra>[]> {
    return findRecordings(this.#store, this.settings, this.log);
  }

  /** @throws {RecordingError} as `openRecording` */
  override async connectDevice(
    { extra }: SearchResult<ReplayFileExtra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    const { speed, loop } = { ...defaultSettings, ...this.settings };
    const options = { clock: this.clock, speed, loop, startMs: this.#startMs };
    const replay = await openAbortable(this.#store, signal, (openFile) =>
      openReplay([extra.path], this.#consumer, { ...options, openFile }),
    );
    this.#replay = replay;
    this.#state = 'paused';
    const streams = deviceStreams(this.context.deviceId ?? this.deviceId, replay.streams);
    this.#played.clear();
    for (const { replayed, descriptor } of streams) {
      const { streamKey } = descriptor;
      const sequence = this.#sequences.get(streamKey) ?? new Sequence(this.context.firstSeq(streamKey));
      sequence.interrupt();
      this.#sequences.set(streamKey, sequence);
      this.#played.set(replayed, { streamKey, sequence });
    }
    return streams.map(({ descriptor }) => descriptor);
  }

  override async disconnectDevice(): Promise<void> {
    const replay = this.#replay;
    this.#replay = undefined;
    await replay?.close();
  }

  /** Plays from where it was stopped; from the start, where it had ended. */
  override async startStreaming(): Promise<void> {
    if (this.#state === 'ended') await this.#replay?.seek(this.#startMs);
    this.#replay?.play();
  }

  override async stopStreaming(): Promise<void> {
    if (this.#state === 'playing') this.#replay?.pause();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  get #startMs(): number {
    return (this.settings.startAtSeconds ?? defaultSettings.startAtSeconds) * 1_000;
  }

  readonly #consumer: ReplayConsumer = {
    onFrame: (frame) => this.#emit(frame),
    onEvent: (event) => this.#mark(event),
    onJump: () => {
      for (const { sequence } of this.#played.values()) sequence.interrupt();
    },
    onChange: ({ state }) => {
      const isNews = state !== this.#state;
      this.#state = state;
      if (isNews && state === 'ended') this.emitStreamingEnded();
    },
    onFailed: (error) => {
      const { code, message } = serializeError(error);
      this.disconnectDevice().catch((thrown: Error) => this.log.warn(`Closing failed: ${thrown.message}`));
      this.emitConnectionLost({ code, message });
    },
  };

  #emit({ stream, view, replayNs }: ReplayFrame): void {
    const played = this.#played.get(stream);
    if (played === undefined) return;
    const { data, seq, lost, timestampNs, deviceTimeNs = timestampNs } = view;
    this.emitFrame(
      new FrameEnvelope({
        deviceId: this.context.deviceId ?? this.deviceId,
        streamKey: played.streamKey,
        timestampNs: replayNs,
        deviceTimeNs,
        data,
        seq: played.sequence.next(seq),
        lost,
      }),
    );
  }

  /** Markers as they were; the two ends of a segment as markers that say which they are. */
  #mark({ event: { type, label = type, data }, replayNs }: ReplayEvent): void {
    if (type === 'marker') this.emitMarker({ label, timestampNs: replayNs, data });
    else if (type === 'segment-start' || type === 'segment-end') {
      const segment = type === 'segment-start' ? 'start' : 'end';
      this.emitMarker({
        label,
        timestampNs: replayNs,
        data: { segment, ...(data !== undefined && { data }) },
      });
    }
  }
}

/** Opens with reads that fail once the opening is given up: a large recording that was not finished takes its time. */
async function openAbortable(
  store: RecordingStore,
  signal: AbortSignal,
  open: (openFile: OpenRecordingFile) => Promise<Replay>,
): Promise<Replay> {
  let isOpening = true;
  const replay = await open(async (path) => {
    const file = await store.open(path);
    return {
      path: file.path,
      sizeBytes: file.sizeBytes,
      size: () => file.size(),
      close: () => file.close(),
      readBeside: async (suffix) => file.readBeside?.(suffix),
      async read(offset, size) {
        if (isOpening) signal.throwIfAborted();
        return file.read(offset, size);
      },
    };
  });
  isOpening = false;
  return replay;
}
