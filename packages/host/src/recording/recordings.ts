import { mkdir, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ImportOptions, type ImportResult, importRecording } from '@modlink/import';
import {
  type EditOptions,
  type EventEdit,
  editEvents,
  editLabels,
  editsSuffix,
  type JobOptions,
  type LabelEdits,
  type ListedEvent,
  RecordingCatalogue,
  RecordingError,
  type RecordingFilter,
  type RecordingList,
  type RepairOptions,
  type RepairResult,
  repairRecording,
  type VerifyReport,
  verifyRecording,
} from '@modlink/recording';
import type { Unsubscribe } from '@modlink/sdk';
import type { StreamSelector } from '../bus/bus.js';
import type { HostClock } from '../clock/host-clock.js';
import { HostError } from '../errors.js';
import { inTurn } from '../settings/in-turn.js';
import type { LiveValues } from '../settings/live-values.js';
import { ActiveRecording, type RecordedHost, type RecordingSpace } from './active-recording.js';
import { keepAwake } from './keep-awake.js';
import { PreRoll } from './pre-roll.js';
import { freeBytesAt, spaceLeft } from './space-watch.js';
import { type RecordingOptions, startRecordingSession } from './start-recording-session.js';

export interface StartRecordingOptions
  extends Omit<RecordingOptions, 'clock' | 'onFailure' | 'onFinished' | 'onLowSpace'> {
  /** All streams, also those of devices that are connected later, when absent. */
  readonly streams?: StreamSelector | undefined;
  /** The frames of this time before the start are in it too, in milliseconds: at most what the settings of the host keep, and that when absent. */
  readonly preRollMs?: number | undefined;
  /** Ends the recording at this time of the host clock; in place of `stopAfterMs`. */
  readonly stopAtNs?: bigint | undefined;
}

export interface RecordingsOptions extends RecordedHost {
  readonly clock: HostClock;
  /** What holds for recordings that do not say otherwise. */
  readonly settings: Pick<LiveValues, 'current' | 'onChange'>;
  /** What is kept in memory of the time before a recording starts, in bytes. */
  readonly preRollMaxBytes: number | undefined;
}

/** The recordings of a host: those that run, several side by side, and those in its folder. */
export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #active = new Set<ActiveRecording>();
  #catalogue: { readonly folder: string; readonly recordings: RecordingCatalogue } | undefined;
  readonly #endSettings: Unsubscribe;
  #preRoll: PreRoll | undefined;
  #letSleep: (() => void) | undefined;
  #nextId = 1;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    this.#keepPreRoll();
    this.#endSettings = options.settings.onChange(() => this.#keepPreRoll());
  }

  /**
   * Starts a recording of what is on the bus.
   * @throws {HostError} `INVALID_OPTIONS`, `RECORDING_INVALID_NAME`, `RECORDING_FILE_EXISTS`, `RECORDING_NOT_WRITABLE`,
   * `RECORDING_DISK_FULL`
   */
  async start(options: StartRecordingOptions = {}): Promise<ActiveRecording> {
    const { clock, events, settings } = this.#options;
    const values = settings.current;
    const { streams = '*', preRollMs = values.preRollMs, stopAtNs, ...sessionOptions } = options;
    const recordingId = `recording-${this.#nextId++}`;
    const askedNs = clock.nowNs();
    const stopAfterMs = stopAtNs === undefined ? options.stopAfterMs : untilMs(stopAtNs, askedNs, options);
    let recording: ActiveRecording | undefined;
    const session = await startRecordingSession({
      ...sessionOptions,
      folder: options.folder ?? this.folder,
      compression: options.compression ?? values.compression,
      flushIntervalMs: options.flushIntervalMs ?? values.durableWithinMs,
      fsync: options.fsync ?? values.fsync,
      space: {
        ...options.space,
        reserveBytes: options.space?.reserveBytes ?? values.reserveBytes,
        warnBelowMs: options.space?.warnBelowMs ?? values.lowSpaceWarningMs,
      },
      stopAfterMs,
      clock,
      onFailure: () => recording?.ended(),
      onFinished: () => recording?.ended(),
      onLowSpace: (space) =>
        events.emit('recording-low-space', { recordingId, path: session.path, ...space }),
    });
    const before =
      preRollMs > 0 ? this.#preRoll?.since(askedNs - BigInt(Math.round(preRollMs * 1e6))) : undefined;
    recording = new ActiveRecording(
      {
        recordingId,
        session,
        selector: streams,
        endsNs: stopAfterMs === undefined ? undefined : askedNs + BigInt(Math.round(stopAfterMs * 1e6)),
        before: before ?? [],
        space: () => this.space({ streams, folder: dirname(session.path), space: options.space }),
        onEnded: () => this.#remove(recording),
      },
      this.#options,
    );
    this.#active.add(recording);
    if (values.keepAwake) this.#letSleep ??= keepAwake();
    events.emit('recording-started', { recordingId, path: session.path });
    return recording;
  }

  #remove(recording: ActiveRecording | undefined): void {
    if (recording !== undefined) this.#active.delete(recording);
    if (this.#active.size > 0) return;
    this.#letSleep?.();
    this.#letSleep = undefined;
  }

  /**
   * How long the free space lasts for what streams bring now. Streams that do not run yet count nothing.
   * @returns `undefined` where the system does not say what is free.
   */
  async space(
    options: Pick<StartRecordingOptions, 'streams' | 'folder' | 'space' | 'stopAfterMs'> = {},
  ): Promise<RecordingSpace | undefined> {
    const { streams = '*', folder = this.folder, space, stopAfterMs = 0 } = options;
    const freeBytes = await freeBytesAt(resolve(folder));
    if (freeBytes === undefined) return undefined;
    let bytesPerSecond = 0;
    this.#options.bus.watch(streams, ({ rates }) => {
      bytesPerSecond += rates.bytesPerSecond;
    })();
    const { reserveBytes } = this.#options.settings.current;
    const left = spaceLeft(freeBytes, bytesPerSecond, { reserveBytes, ...space });
    const isEnough =
      left.lastsMs === undefined ? freeBytes > 0 : left.lastsMs > 0 && left.lastsMs >= stopAfterMs;
    return { ...left, isEnough };
  }

  /** Where recordings go unless they say otherwise. */
  get folder(): string {
    return this.#options.settings.current.recordingsFolder;
  }

  /** The recordings that run. */
  active(): readonly ActiveRecording[] {
    return [...this.#active];
  }

  /** The recordings in the host's folder, also those that were not finished, the last started first. */
  list(filter: RecordingFilter = {}): Promise<RecordingList> {
    const { folder } = this;
    if (this.#catalogue?.folder !== folder)
      this.#catalogue = { folder, recordings: new RecordingCatalogue([folder]) };
    return this.#catalogue.recordings.list(filter);
  }

  /**
   * Finishes a recording that was cut off; see `repairRecording`.
   * @throws {RecordingError} `REPAIR_IN_USE`, `REPAIR_FAILED`, `RECORDING_CANCELLED`, and the errors of `openRecording`.
   */
  async repair(path: string, options: RepairOptions = {}): Promise<RepairResult> {
    if (this.isRunning(path)) {
      throw new RecordingError('REPAIR_IN_USE', `The recording ${path} is being made. Finish it instead.`, {
        subject: { path },
      });
    }
    return repairRecording(path, options);
  }

  /**
   * Makes a recording of a file of another program, in the folder of the recordings unless it is to be elsewhere; see
   * `importRecording`.
   * @throws {ImportError} with one of the codes of `importErrorCodes`
   */
  async import(options: ImportOptions): Promise<ImportResult> {
    const { output = this.folder } = options;
    if (options.output === undefined) await mkdir(output, { recursive: true });
    return importRecording({ ...options, output });
  }

  /**
   * Checks every checksum, index, frame and count of a recording, and names its gaps.
   * @throws {RecordingError} `RECORDING_CANCELLED`, and the errors of `openRecording`.
   */
  verify(path: string, options: JobOptions = {}): Promise<VerifyReport> {
    return verifyRecording(path, options);
  }

  /**
   * Adds, changes, removes and restores markers and events of a recording, in a file beside it; see `editEvents`. Edits of one
   * recording are made one after the other.
   * @returns the events as they are then, with the ids by which they can be edited.
   * @throws {HostError} `RECORDING_RUNNING`; {RecordingError} `EDIT_UNKNOWN_EVENT`, `EDIT_CONFLICT`, `EDIT_FAILED`,
   * `RECORDING_INVALID_EVENT`, and the errors of `openRecording`.
   */
  editEvents(
    path: string,
    edits: readonly EventEdit[],
    options: EditOptions = {},
  ): Promise<readonly ListedEvent[]> {
    return this.#editing(path, () => editEvents(path, edits, options));
  }

  /**
   * Changes name, session, experiment, subject and notes of a recording, in a file beside it; see `editLabels`.
   * @throws {HostError} `RECORDING_RUNNING`; {RecordingError} `EDIT_INVALID_LABEL`, `EDIT_CONFLICT`, `EDIT_FAILED`, and the errors
   * of `openRecording`.
   */
  editLabels(path: string, labels: LabelEdits, options: Pick<EditOptions, 'revision'> = {}): Promise<void> {
    return this.#editing(path, () => editLabels(path, labels, options));
  }

  /**
   * Deletes a recording for good, with all its files and its edits.
   * @throws {HostError} `RECORDING_RUNNING`, `RECORDING_NOT_DELETED`
   */
  delete(path: string): Promise<void> {
    return this.#editing(path, async () => {
      const { recordings } = await this.list();
      const { parts } = recordings.find((each) => each.path === resolve(path)) ?? {};
      try {
        for (const file of parts ?? [{ path }]) {
          await rm(file.path, { force: true });
          await rm(file.path + editsSuffix, { force: true });
        }
      } catch (cause) {
        throw new HostError(
          'RECORDING_NOT_DELETED',
          `The recording ${path} cannot be deleted: ${(cause as Error).message}. Close what has it open, or give this user permission.`,
          { cause, subject: { path } },
        );
      }
    });
  }

  /** Whether a recording that runs writes to this file, or did. */
  isRunning(path: string): boolean {
    return this.active().some((recording) => recording.snapshot().paths.includes(resolve(path)));
  }

  async #editing<Result>(path: string, edit: () => Promise<Result>): Promise<Result> {
    if (this.isRunning(path)) {
      throw new HostError(
        'RECORDING_RUNNING',
        `The recording ${path} is being made. It can be edited, renamed and deleted when it has ended.`,
        { subject: { path } },
      );
    }
    return inTurn(`edits of ${resolve(path)}`, edit);
  }

  /** Ends them all and completes their files. */
  async close(): Promise<void> {
    await Promise.all(this.active().map((recording) => recording.finish()));
    this.#endSettings();
    this.#preRoll?.close();
  }

  /** Keeps as much of the past as the settings say now. */
  #keepPreRoll(): void {
    const { bus, settings, preRollMaxBytes: maxBytes } = this.#options;
    const { preRollMs: durationMs } = settings.current;
    if (durationMs === 0) {
      this.#preRoll?.close();
      this.#preRoll = undefined;
    } else if (this.#preRoll !== undefined) this.#preRoll.durationMs = durationMs;
    else this.#preRoll = new PreRoll(bus, { durationMs, maxBytes });
  }
}

/** How long until a recording is to end. @throws {HostError} `INVALID_OPTIONS` */
function untilMs(stopAtNs: bigint, nowNs: bigint, { stopAfterMs }: StartRecordingOptions): number {
  const leftMs = Number(stopAtNs - nowNs) / 1e6;
  if (stopAfterMs === undefined && leftMs > 0) return leftMs;
  throw new HostError(
    'INVALID_OPTIONS',
    stopAfterMs === undefined
      ? `A recording cannot end in the past: the time it was to end at was ${(-leftMs / 1000).toFixed(1)} s ago.`
      : 'A recording ends after a time or at a time: give one of them, and not both.',
  );
}
