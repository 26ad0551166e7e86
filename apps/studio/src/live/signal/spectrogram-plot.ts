import { Periodogram, Segmenter, segmentLength } from '../../dsp/periodogram.js';
import { colourScaleWidth, drawColourScale } from '../picture/colour-scale.js';
import { ScrollImage } from '../picture/scroll-image.js';
import { AdaptiveRange } from '../picture/value-range.js';
import type { SignalSettings } from '../setup/card-settings.js';
import { type CanvasTheme, canvasTheme, css } from '../stage/canvas-theme.js';
import { addLayer, fitLayer } from '../stage/layered-canvas.js';
import type { StageSize } from '../stage/stream-view.js';
import type { SampleBlock } from './sample-block.js';
import type { Follows, SignalPlot, SignalPlotOptions } from './signal-plot.js';

const left = 44;
const bottom = 18;
const map = 'inferno';
const automatic = { isAuto: true, minimum: 0, maximum: 1 } as const;
/** Segments overlap by seven eighths: time is seen finely though segments are long. */
const segmentsPerLength = 8;
/** So far below the strongest, in decibels, everything looks alike. */
const depthDb = 80;

interface RunningSpectrogram {
  readonly periodogram: Periodogram;
  readonly segmenter: Segmenter;
  readonly image: ScrollImage;
}

/** The power of one channel over time and frequency, in decibels. */
export class SpectrogramPlot implements SignalPlot {
  readonly pointsPerSecond = undefined;
  readonly #layer;
  readonly #options: SignalPlotOptions;
  readonly #range = new AdaptiveRange();
  #settings: SignalSettings;
  #theme: CanvasTheme = canvasTheme('light');
  #size: StageSize = { width: 1, height: 1, ratio: 1 };
  #running: RunningSpectrogram;
  #isOld = true;

  constructor(element: HTMLElement, options: SignalPlotOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#layer = addLayer(element);
    this.#running = this.#begin();
  }

  add({ channels, count }: SampleBlock, follows: Follows): void {
    const values = channels[Math.min(this.#settings.channel, channels.length - 1)];
    if (values === undefined) return;
    if (follows === 'elsewhere') this.#running = this.#begin();
    else if (follows !== 'directly') {
      this.#running.segmenter.restart();
      this.#running.image.pushEmpty(1);
    }
    this.#running.segmenter.push(values, count);
  }

  draw(): void {
    if (!this.#isOld) return;
    this.#isOld = false;
    const { context } = this.#layer;
    const { width, height } = this.#size;
    const area = {
      x: left,
      y: 2,
      width: Math.max(1, width - left - colourScaleWidth),
      height: Math.max(1, height - bottom - 2),
    };
    const range = this.#range.include([], automatic);
    const shown = { minimum: Math.max(range.minimum, range.maximum - depthDb), maximum: range.maximum };
    this.#running.image.setColours(map, shown);
    context.clearRect(0, 0, width, height);
    this.#running.image.draw(context, area, true);
    const { unit } = this.#options;
    drawColourScale(
      context,
      { x: left + area.width, y: 0, height },
      {
        map,
        range: shown,
        unit: unit === undefined ? 'dB' : `dB ${unit}²/Hz`.slice(0, 8),
        theme: this.#theme,
      },
    );
    this.#drawAxes(area.width, area.height);
  }

  setSettings(settings: SignalSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    const same = (['segmentS', 'windowS', 'maximumHz', 'channel'] as const).every(
      (name) => before[name] === settings[name],
    );
    if (!same) this.#running = this.#begin();
    this.#isOld = true;
  }

  setSize(size: StageSize): void {
    this.#size = size;
    fitLayer(this.#layer, size);
    this.#isOld = true;
  }

  setTheme(theme: CanvasTheme): void {
    this.#theme = theme;
    this.#isOld = true;
  }

  clear(): void {
    this.#running = this.#begin();
    this.#isOld = true;
  }

  dispose(): void {}

  /** An empty picture for what is set now. */
  #begin(): RunningSpectrogram {
    const { rateHz } = this.#options;
    const { segmentS, windowS } = this.#settings;
    const length = segmentLength(segmentS, rateHz);
    const hop = length / segmentsPerLength;
    const columns = Math.max(2, Math.round((windowS * rateHz) / hop));
    const periodogram = new Periodogram(length, rateHz);
    const rows = this.#rowsOf(periodogram);
    const image = new ScrollImage(columns, rows);
    this.#range.reset();
    const column = new Float64Array(rows);
    const segmenter = new Segmenter(length, hop, (segment) => {
      const density = periodogram.of(segment);
      // The highest frequency is at the top.
      for (let row = 0; row < rows; row++) column[row] = decibels(density[rows - row] as number);
      this.#range.include(column, automatic);
      image.push(column);
      this.#isOld = true;
    });
    return { periodogram, segmenter, image };
  }

  /** Frequencies that are shown, without 0. */
  #rowsOf({ bins, hzPerBin }: Periodogram): number {
    const { maximumHz } = this.#settings;
    return maximumHz > 0 ? Math.max(2, Math.min(bins - 1, Math.ceil(maximumHz / hzPerBin))) : bins - 1;
  }

  #drawAxes(width: number, height: number): void {
    const { context } = this.#layer;
    const { periodogram } = this.#running;
    const maximumHz = this.#rowsOf(periodogram) * periodogram.hzPerBin;
    context.font = '11px system-ui, sans-serif';
    context.fillStyle = this.#theme.text;
    context.strokeStyle = css(this.#theme.grid);
    context.textAlign = 'right';
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      context.textBaseline = share === 0 ? 'top' : share === 1 ? 'bottom' : 'middle';
      const hz = Number((maximumHz * (1 - share)).toPrecision(3));
      context.fillText(share === 0 ? `${hz} Hz` : String(hz), left - 4, 2 + height * share);
    }
    context.textBaseline = 'bottom';
    context.textAlign = 'left';
    context.fillText(`−${this.#settings.windowS} s`, left, height + bottom);
    context.textAlign = 'right';
    context.fillText('0 s', left + width, height + bottom);
  }
}

const decibels = (density: number): number => 10 * Math.log10(Math.max(density, 1e-30));
