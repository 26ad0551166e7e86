import type { ReceivedFrame } from '@modlink/client';
import type { WireStreamDescriptor } from '@modlink/protocol';
import type { SettingsOf } from '../setup/card-settings.js';
import { type CanvasTheme, canvasTheme } from '../stage/canvas-theme.js';
import { addLayer, fitLayer } from '../stage/layered-canvas.js';
import type { Delivery, StageSize, StreamView } from '../stage/stream-view.js';
import { colourMap, paintValues } from './colour-maps.js';
import { colourScaleWidth, drawColourScale } from './colour-scale.js';
import { PictureBuffer } from './picture-buffer.js';
import { drawPicture, placePicture, turnedSize } from './picture-place.js';
import { numbers } from './raster-view.js';
import { AdaptiveRange } from './value-range.js';

type FieldSettings = SettingsOf<'field'>;

export function createFieldView(
  element: HTMLElement,
  descriptor: WireStreamDescriptor,
  settings: FieldSettings,
): StreamView<FieldSettings> {
  return new FieldView(element, descriptor, settings);
}

interface FieldFrame {
  readonly values: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** The latest picture of a matrix, in colours. */
class FieldView implements StreamView<FieldSettings> {
  readonly #descriptor: WireStreamDescriptor;
  readonly #layer;
  readonly #range = new AdaptiveRange();
  readonly #buffer = new PictureBuffer();
  #settings: FieldSettings;
  #theme: CanvasTheme = canvasTheme('light');
  #size: StageSize = { width: 1, height: 1, ratio: 1 };
  #frame: FieldFrame | undefined;
  #isOld = true;

  constructor(element: HTMLElement, descriptor: WireStreamDescriptor, settings: FieldSettings) {
    this.#descriptor = descriptor;
    this.#settings = settings;
    this.#layer = addLayer(element);
  }

  delivery(): Delivery {
    return { maxFramesPerSecond: 60 };
  }

  take({ view }: ReceivedFrame): void {
    const { shape, values } = view.data;
    const [channels = 0, frames = 0, height = 0, width = 0] = shape;
    const cells = width * height;
    if (channels === 0 || frames === 0 || cells === 0) return;
    const channel = Math.min(this.#settings.channel, channels - 1);
    const first = (channel * frames + frames - 1) * cells;
    this.#frame = { values: numbers(values.subarray(first, first + cells)), width, height };
    this.#isOld = true;
  }

  draw(): void {
    if (!this.#isOld) return;
    this.#isOld = false;
    const { context } = this.#layer;
    const { width, height } = this.#size;
    context.clearRect(0, 0, width, height);
    const frame = this.#frame;
    if (frame === undefined) return;
    const { colourMap: map, isInterpolated, transform, range: wanted } = this.#settings;
    const range = this.#range.include(frame.values, wanted);
    const { canvas, pixels } = this.#buffer.ofSize(frame.width, frame.height);
    paintValues(frame.values, range, colourMap(map), pixels);
    this.#buffer.show();
    const area = { width: Math.max(1, width - colourScaleWidth), height };
    context.imageSmoothingEnabled = isInterpolated;
    context.imageSmoothingQuality = 'high';
    drawPicture(context, canvas, placePicture(turnedSize(frame, transform), area, false), transform);
    const { unit } = this.#descriptor.metadata;
    drawColourScale(
      context,
      { x: area.width, y: 0, height },
      { map, range, unit: typeof unit === 'string' ? unit : undefined, theme: this.#theme },
    );
  }

  setSettings(settings: FieldSettings): void {
    this.#settings = settings;
    this.#range.reset();
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

  interrupt(): void {}

  dispose(): void {
    this.#frame = undefined;
  }
}
