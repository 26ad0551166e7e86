import type { SignalSettings } from '../setup/card-settings.js';
import { type CanvasTheme, canvasTheme, css, packed } from '../stage/canvas-theme.js';
import { addLayer, fitLayer } from '../stage/layered-canvas.js';
import type { StageSize } from '../stage/stream-view.js';
import { type Extent, extentOf, type LaneRange, laneRanges } from './lane-ranges.js';
import { coverageColours, type PixelArea, paintTrace } from './paint-trace.js';
import type { SampleHistory } from './sample-history.js';
import type { SignalPlotOptions } from './signal-plot.js';
import { drawTimeLabels, plotArea } from './time-labels.js';
import { createColumns, type TraceColumns, traceColumns } from './trace-columns.js';

/** How often ranges follow the signal. */
const rangePeriodMs = 250;

/** Curves over time: painted anew for every picture. */
export class TimePlot {
  readonly #options: SignalPlotOptions;
  readonly #layer;
  readonly #labels;
  #settings: SignalSettings;
  #theme: CanvasTheme = canvasTheme('light');
  #size: StageSize = { width: 1, height: 1, ratio: 1 };
  #image = new ImageData(1, 1);
  #area: PixelArea = { pixels: new Uint32Array(1), width: 1, height: 1 };
  #columns: TraceColumns = createColumns(1);
  #colours: readonly Uint32Array[] = [];
  #ranges: readonly LaneRange[] = [];
  #rangedMs = Number.NEGATIVE_INFINITY;
  #areLabelsOld = true;

  constructor(element: HTMLElement, options: SignalPlotOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#layer = addLayer(element, { alpha: false });
    this.#labels = addLayer(element);
  }

  /** The width of the curves, in device pixels. */
  get columns(): number {
    return this.#area.width;
  }

  setSettings(settings: SignalSettings): void {
    this.#settings = settings;
    this.#ranges = [];
    this.#outdate();
  }

  setTheme(theme: CanvasTheme): void {
    this.#theme = theme;
    this.#colours = theme.traces.map((colour) => coverageColours(theme, colour));
    this.#outdate();
  }

  setSize(size: StageSize): void {
    this.#size = size;
    fitLayer(this.#layer, size);
    fitLayer(this.#labels, size);
    const { width, height } = plotArea(size);
    this.#image = new ImageData(
      Math.max(1, Math.round(width * size.ratio)),
      Math.max(1, Math.round(height * size.ratio)),
    );
    this.#area = {
      pixels: new Uint32Array(this.#image.data.buffer),
      width: this.#image.width,
      height: this.#image.height,
    };
    this.#columns = createColumns(this.#area.width);
    this.#outdate();
  }

  /** @param headMs - the time at the right edge. @param nowMs - of the animation frame. */
  draw(history: SampleHistory, headMs: number, nowMs: number): void {
    const { windowS, hiddenChannels } = this.#settings;
    const fromMs = headMs - windowS * 1_000;
    const shown: number[] = [];
    for (let channel = 0; channel < history.channelCount; channel++) {
      if (!hiddenChannels.includes(channel)) shown.push(channel);
    }
    if (nowMs - this.#rangedMs > rangePeriodMs || this.#ranges.length !== shown.length) {
      this.#rangedMs = nowMs;
      const extents = shown.map((channel): Extent => extentOf(history, channel, fromMs));
      const ranges = laneRanges(this.#settings, extents, this.#ranges);
      if (ranges.some((range, lane) => range !== this.#ranges[lane])) this.#areLabelsOld = true;
      this.#ranges = ranges;
    }
    this.#paintGround(history, fromMs, shown.length);
    shown.forEach((channel, lane) => {
      this.#paintLane(history, channel, lane, shown.length, fromMs);
    });
    const { left, top } = plotArea(this.#size);
    const { ratio } = this.#size;
    this.#layer.context.putImageData(this.#image, Math.round(left * ratio), Math.round(top * ratio));
    if (!this.#areLabelsOld) return;
    this.#areLabelsOld = false;
    drawTimeLabels(this.#labels.context, {
      size: this.#size,
      theme: this.#theme,
      settings: this.#settings,
      lanes: shown.map((channel, lane) => ({
        name: this.#options.channelNames[channel] ?? String(channel + 1),
        colour: this.#theme.traces[channel % this.#theme.traces.length] ?? this.#theme.background,
        range: this.#ranges[lane] ?? { minimum: 0, maximum: 1 },
      })),
      unit: this.#options.unit,
    });
  }

  #paintGround(history: SampleHistory, fromMs: number, lanes: number): void {
    const { pixels, width, height } = this.#area;
    const { windowS, layout } = this.#settings;
    pixels.fill(packed(this.#theme.background));
    const pixelsPerMs = width / (windowS * 1_000);
    const gapColour = packed(this.#theme.gap);
    for (const gap of history.gaps) {
      const first = Math.max(0, Math.floor((gap.fromMs - fromMs) * pixelsPerMs));
      const last = Math.min(width, Math.ceil((gap.toMs - fromMs) * pixelsPerMs));
      if (first >= last) continue;
      for (let y = 0; y < height; y++) pixels.fill(gapColour, y * width + first, y * width + last);
    }
    const grid = packed(this.#theme.grid);
    for (let second = 1; second < windowS; second += windowS > 20 ? 5 : 1) {
      const x = Math.round(width - second * 1_000 * pixelsPerMs);
      for (let at = x; at < pixels.length; at += width) pixels[at] = grid;
    }
    if (layout !== 'expanded') return;
    for (let lane = 1; lane < lanes; lane++) {
      const y = Math.round((height * lane) / lanes);
      pixels.fill(grid, y * width, (y + 1) * width);
    }
  }

  #paintLane(history: SampleHistory, channel: number, lane: number, lanes: number, fromMs: number): void {
    const range = this.#ranges[lane];
    const colours = this.#colours[channel % this.#colours.length];
    if (range === undefined || colours === undefined) return;
    const { height, width } = this.#area;
    const isOverlaid = this.#settings.layout === 'overlaid';
    const top = isOverlaid ? 0 : (height * lane) / lanes;
    const bottom = isOverlaid ? height : (height * (lane + 1)) / lanes;
    const pixelsPerUnit = -(bottom - top) / (range.maximum - range.minimum);
    traceColumns(
      {
        times: history.times,
        values: history.valuesOf(channel),
        // One sample before the edge: the line comes in from there.
        begin: Math.max(history.begin, history.positionAt(fromMs) - 1),
        end: history.end,
      },
      {
        fromMs,
        pixelsPerMs: width / (this.#settings.windowS * 1_000),
        zeroY: bottom - range.minimum * pixelsPerUnit,
        pixelsPerUnit,
      },
      this.#columns,
    );
    const isClipped = this.#settings.layout === 'expanded';
    paintTrace(
      this.#area,
      this.#columns,
      colours,
      1.25 * this.#size.ratio,
      isClipped ? Math.ceil(top) : 0,
      isClipped ? Math.floor(bottom) : height,
    );
  }

  #outdate(): void {
    const { context } = this.#layer;
    context.fillStyle = css(this.#theme.background);
    context.fillRect(0, 0, this.#size.width, this.#size.height);
    this.#areLabelsOld = true;
    this.#rangedMs = Number.NEGATIVE_INFINITY;
  }
}
