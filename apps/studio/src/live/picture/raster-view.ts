import type { ReceivedFrame } from '@modlink/client';
import type { WireStreamDescriptor } from '@modlink/protocol';
import type { FrameView } from '@modlink/sdk/encoding';
import type { SettingsOf } from '../setup/card-settings.js';
import { StreamClock, Timeline } from '../signal/stream-clock.js';
import { type CanvasTheme, canvasTheme, css } from '../stage/canvas-theme.js';
import { addLayer, fitLayer } from '../stage/layered-canvas.js';
import type { Delivery, StageSize, StreamView } from '../stage/stream-view.js';
import { colourScaleWidth, drawColourScale } from './colour-scale.js';
import { ScrollImage } from './scroll-image.js';
import { AdaptiveRange } from './value-range.js';

type RasterSettings = SettingsOf<'raster'>;

/** More columns than any screen shows, and than are worth keeping: of faster cameras every second or third line is left out. */
const mostColumns = 2_048;
const recolourPeriodMs = 500;

export function createRasterView(
  element: HTMLElement,
  descriptor: WireStreamDescriptor,
  settings: RasterSettings,
): StreamView<RasterSettings> {
  return new RasterView(element, descriptor, settings);
}

/** Lines side by side, the newest at the right. */
class RasterView implements StreamView<RasterSettings> {
  readonly #descriptor: WireStreamDescriptor;
  readonly #layer;
  readonly #range = new AdaptiveRange();
  #settings: RasterSettings;
  #theme: CanvasTheme = canvasTheme('light');
  #size: StageSize = { width: 1, height: 1, ratio: 1 };
  #image: ScrollImage | undefined;
  readonly #clock = new StreamClock();
  readonly #timeline = new Timeline();
  #isInterrupted = false;
  #lines = 0;
  #recolouredMs = Number.NEGATIVE_INFINITY;
  #isOld = true;

  constructor(element: HTMLElement, descriptor: WireStreamDescriptor, settings: RasterSettings) {
    this.#descriptor = descriptor;
    this.#settings = settings;
    this.#layer = addLayer(element);
  }

  delivery(): Delivery {
    return {};
  }

  take({ view }: ReceivedFrame): void {
    const { shape, values } = view.data;
    const [channels = 0, lines = 0, length = 0] = shape;
    if (channels === 0 || lines === 0 || length === 0) return;
    const missing = this.#missingLines(view, lines);
    const wanted = this.#linesPerWindow();
    const every = Math.ceil(wanted / mostColumns);
    const columns = Math.max(2, Math.ceil(wanted / every));
    if (this.#image?.rows !== length || this.#image.columns !== columns) {
      this.#image = new ScrollImage(columns, length);
      this.#range.reset();
      this.#recolouredMs = Number.NEGATIVE_INFINITY;
    }
    const image = this.#image;
    image.pushEmpty(Math.ceil(missing / every));
    const channel = Math.min(this.#settings.channel, channels - 1);
    for (let line = 0; line < lines; line++) {
      this.#lines += 1;
      if (this.#lines % every !== 0) continue;
      const first = (channel * lines + line) * length;
      const column = numbers(values.subarray(first, first + length));
      this.#range.include(column, this.#settings.range);
      image.push(column);
    }
    this.#isOld = true;
  }

  draw(nowMs: number): void {
    if (!this.#isOld) return;
    this.#isOld = false;
    this.#recolour(nowMs);
    const { context } = this.#layer;
    const { width, height } = this.#size;
    context.clearRect(0, 0, width, height);
    const image = this.#image;
    if (image === undefined) return;
    const area = { x: 0, y: 0, width: Math.max(1, width - colourScaleWidth), height };
    // Seen where lines are missing.
    context.fillStyle = css(this.#theme.gap);
    const filled = area.width * image.filledShare;
    context.fillRect(area.width - filled, area.y, filled, area.height);
    image.draw(context, area, this.#settings.isInterpolated);
    const { colourMap, range } = this.#settings;
    const { unit } = this.#descriptor.metadata;
    drawColourScale(
      context,
      { x: area.width, y: 0, height },
      {
        map: colourMap,
        range: this.#range.include([], range),
        unit: typeof unit === 'string' ? unit : undefined,
        theme: this.#theme,
      },
    );
  }

  setSettings(settings: RasterSettings): void {
    this.#settings = settings;
    this.#range.reset();
    if (this.#image !== undefined) this.#range.include(this.#image.values, settings.range);
    this.#recolouredMs = Number.NEGATIVE_INFINITY;
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

  interrupt(): void {
    this.#isInterrupted = true;
  }

  dispose(): void {
    this.#image = undefined;
  }

  /** Lines that are not there before this frame; a stream that was sought to another place begins anew. */
  #missingLines(view: FrameView, lines: number): number {
    const periodMs = (this.#settings.windowS * 1_000) / this.#linesPerWindow();
    const told = this.#clock.millisecondsOf(view.timestampNs);
    const expectedMs = this.#timeline.nextMs;
    const { startMs, follows } = this.#timeline.place(told, lines, periodMs, view.lost);
    const isOwn = this.#isInterrupted;
    this.#isInterrupted = false;
    if (follows === 'elsewhere') this.#image = undefined;
    if (follows !== 'gap' || isOwn || expectedMs === undefined) return 0;
    return Math.max(view.lost, Math.round((startMs - expectedMs) / periodMs));
  }

  /** Now and then only: it paints everything again. */
  #recolour(nowMs: number): void {
    if (nowMs - this.#recolouredMs < recolourPeriodMs) return;
    this.#recolouredMs = nowMs;
    const { colourMap, range } = this.#settings;
    this.#image?.setColours(colourMap, this.#range.include([], range));
  }

  #linesPerWindow(): number {
    const { nominalSampleRateHz } = this.#descriptor;
    return this.#settings.windowS * (nominalSampleRateHz === 'irregular' ? 20 : nominalSampleRateHz);
  }
}

/** 64-bit integers as numbers; all else as it is. */
export function numbers(values: ArrayLike<number | bigint>): ArrayLike<number> {
  return typeof values[0] === 'bigint' ? Array.from(values, Number) : (values as ArrayLike<number>);
}
