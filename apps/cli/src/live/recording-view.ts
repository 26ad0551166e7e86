import type { ActiveRecording } from '@modlink/host';
import type { Colors } from '../output/output.js';
import { clockText, pluralText, sizeText } from '../output/quantities.js';
import { atBothEnds, inColumns } from '../terminal/text-width.js';
import type { LiveView } from './live-run.js';
import type { Messages } from './messages.js';

/** Markers and segments that are set with keys, numbered. */
export class MarkerKeys {
  readonly #recording: ActiveRecording;
  readonly #messages: Messages;
  #markers = 0;
  #segments = 0;
  #isInSegment = false;

  constructor(recording: ActiveRecording, messages: Messages) {
    this.#recording = recording;
    this.#messages = messages;
  }

  get markers(): number {
    return this.#markers;
  }

  get segment(): string | undefined {
    return this.#isInSegment ? `segment ${this.#segments}` : undefined;
  }

  mark(): void {
    if (this.#recording.state !== 'recording') return;
    this.#markers += 1;
    const label = `marker ${this.#markers}`;
    this.#recording.mark(label, { data: { number: this.#markers } });
    this.#messages.add({ level: 'info', text: label });
  }

  /** Starts a segment, or ends the one that runs. */
  toggleSegment(): void {
    if (this.#recording.state !== 'recording') return;
    if (this.#isInSegment) {
      this.endSegment();
      return;
    }
    this.#segments += 1;
    this.#isInSegment = true;
    const label = `segment ${this.#segments}`;
    this.#recording.startSegment(label);
    this.#messages.add({ level: 'info', text: `${label} started` });
  }

  /** Ends the segment that runs, if one does. */
  endSegment(): void {
    const label = this.segment;
    if (label === undefined || this.#recording.state !== 'recording') return;
    this.#isInSegment = false;
    this.#recording.endSegment(label);
    this.#messages.add({ level: 'info', text: `${label} ended` });
  }
}

export interface RecordingViewOptions {
  readonly colors: Colors;
  readonly recording: ActiveRecording;
  readonly markers: MarkerKeys;
  readonly startedMs: number;
  readonly durationMs: number | undefined;
}

/** What `record` shows beside the streams: how long, how large, and up to when all is on disk. */
export function recordingView(options: RecordingViewOptions): LiveView {
  const { colors, recording, markers, startedMs, durationMs } = options;
  const fileText = (): string => {
    const { fileBytes, durableUpToNs, startedNs } = recording.snapshot();
    const durable =
      durableUpToNs === undefined
        ? 'nothing on disk yet'
        : `on disk up to ${clockText(Number(durableUpToNs - startedNs) / 1e6)}`;
    return `${sizeText(fileBytes)} · ${durable}`;
  };
  return {
    head: (columns) => {
      const elapsed = clockText(performance.now() - startedMs);
      const time = durationMs === undefined ? elapsed : `${elapsed} of ${clockText(durationMs)}`;
      const segment = markers.segment === undefined ? '' : colors.yellow(` · ${markers.segment}`);
      return [
        atBothEnds(`${colors.red('●')} ${colors.bold('Recording')} ${time}${segment}`, fileText(), columns),
        inColumns(colors.dim(recording.path), columns).trimEnd(),
      ];
    },
    foot: (columns) => {
      const keys: [string, string][] = [
        ['m', `marker (${markers.markers})`],
        ['s', markers.segment === undefined ? 'start segment' : 'end segment'],
        ['q', 'stop and complete the file'],
      ];
      const texts = keys.map(([key, what]) => `${colors.bold(key)} ${colors.dim(what)}`);
      return [inColumns(texts.join(colors.dim(' · ')), columns).trimEnd()];
    },
    keys: { m: () => markers.mark(), s: () => markers.toggleSegment() },
    statusDocument: () => {
      // The streams stand beside it.
      const { streams: _streams, ...summary } = recording.snapshot();
      return { recording: summary };
    },
    statusLines: (elapsedMs) => [
      `${clockText(elapsedMs)}  file  ${fileText()} · ${pluralText(recording.snapshot().events, 'event')}`,
    ],
  };
}
