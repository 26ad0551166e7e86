import type { DejitteredTime, RecordedFrame, RecordedStreamInfo, Recording } from '@modlink/recording';
import type { ExportOption, ExportOptionValues } from './export-option.js';
import type { Outputs } from './output/output-files.js';

/** A file that an export made. */
export interface ExportedFile {
  readonly path: string;
  /** The stream it holds; absent for what holds several, or belongs to the whole recording, such as the markers. */
  readonly streamId?: string;
  /** Steps of the time axis (samples, lines, frames) or events in it; of the longest stream where it holds several. */
  readonly rows: number;
  readonly sizeBytes: number;
}

/** A stream that the format cannot hold, or that has nothing to export. */
export interface SkippedStream {
  readonly streamId: string;
  /** For people: what stands in the way, and which way there is. */
  readonly reason: string;
}

/** A frame to export. */
export interface ExportFrame extends RecordedFrame {
  /** When it was taken, freed of jitter: where that was asked for. */
  readonly dejittered?: DejitteredTime | undefined;
}

/** What a format is asked to do. */
export interface ExportJob {
  readonly recording: Recording;
  /** The streams that were asked for. */
  readonly streams: readonly RecordedStreamInfo[];
  /** Path and beginning of the name of every output file, without an extension. */
  readonly stem: string;
  readonly outputs: Outputs;
  /** The value of each option of the format. */
  readonly options: ExportOptionValues;
  /**
   * The frames of some streams; counts progress, and throws when the export is cancelled.
   * @param reading - which one it is of the format's `readings`, from 0.
   */
  frames(streams: readonly RecordedStreamInfo[], reading?: number): AsyncIterable<ExportFrame>;
  /** The first frame of a stream, as it is with this descriptor. */
  firstFrame(stream: RecordedStreamInfo): Promise<ExportFrame | undefined>;
}

/** A format that recordings can be exported to. Memory stays constant however long the recording is. */
export interface ExportFormat {
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly options: readonly ExportOption[];
  /** How often it reads the frames. */
  readonly readings: number;
  /** Writes into `job.outputs`; publishing or discarding them is the caller's. */
  write(job: ExportJob): Promise<{ files: ExportedFile[]; skipped: SkippedStream[] }>;
}
