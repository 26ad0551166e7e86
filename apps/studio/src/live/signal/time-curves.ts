import type { SignalSettings } from '../setup/card-settings.js';
import type { CanvasTheme } from '../stage/canvas-theme.js';
import type { StageSize } from '../stage/stream-view.js';
import type { SampleBlock } from './sample-block.js';
import { SampleHistory } from './sample-history.js';
import type { Follows, SignalPlot, SignalPlotOptions } from './signal-plot.js';
import { Playhead } from './stream-clock.js';
import { TimePlot } from './time-plot.js';

/** Values of all channels together that are kept at most: of faster signals, less than the window may be there. */
const mostValues = 8_000_000;

/** Curves over time, and the samples that they show. */
export class TimeCurves implements SignalPlot {
  readonly #plot: TimePlot;
  readonly #playhead = new Playhead();
  #settings: SignalSettings;
  #history: SampleHistory | undefined;
  #drawnMs = Number.NaN;
  #isOld = true;

  constructor(element: HTMLElement, options: SignalPlotOptions) {
    this.#settings = options.settings;
    this.#plot = new TimePlot(element, options);
  }

  get pointsPerSecond(): number {
    // Rounded up: a card that is resized a little does not subscribe anew.
    const columns = Math.max(200, Math.ceil(this.#plot.columns / 200) * 200);
    return Math.min(10_000, columns / this.#settings.windowS);
  }

  add(block: SampleBlock, follows: Follows): void {
    const history = this.#historyFor(block);
    if (follows === 'elsewhere') history.clear();
    else if (follows === 'break') history.break();
    else if (follows === 'gap') {
      history.break({ fromMs: history.newestMs ?? block.startMs, toMs: block.startMs });
    }
    history.append(block);
    this.#isOld = true;
  }

  draw(nowMs: number): void {
    const history = this.#history;
    const newestMs = history?.newestMs;
    if (history === undefined || newestMs === undefined) return;
    const headMs = this.#playhead.follow(nowMs, newestMs);
    // A stream that stands still needs no new picture.
    if (headMs === this.#drawnMs && !this.#isOld) return;
    this.#drawnMs = headMs;
    this.#isOld = false;
    this.#plot.draw(history, headMs, nowMs);
  }

  setSettings(settings: SignalSettings): void {
    this.#settings = settings;
    this.#plot.setSettings(settings);
    this.#isOld = true;
  }

  setSize(size: StageSize): void {
    this.#plot.setSize(size);
    this.#isOld = true;
  }

  setTheme(theme: CanvasTheme): void {
    this.#plot.setTheme(theme);
    this.#isOld = true;
  }

  clear(): void {
    this.#history?.clear();
  }

  dispose(): void {
    this.#history = undefined;
  }

  #historyFor({ channels, periodMs }: SampleBlock): SampleHistory {
    const wanted = Math.ceil(((this.#settings.windowS + 1) * 1_000) / periodMs);
    const capacity = Math.max(16, Math.min(wanted, Math.floor(mostValues / channels.length)));
    if (this.#history?.channelCount !== channels.length) {
      this.#history = new SampleHistory(channels.length, capacity);
    }
    this.#history.reserve(capacity);
    return this.#history;
  }
}
