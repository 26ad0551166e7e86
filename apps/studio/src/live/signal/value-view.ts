import type { ReceivedFrame } from '@modlink/client';
import type { WireStreamDescriptor } from '@modlink/protocol';
import type { SignalSettings } from '../setup/card-settings.js';
import { type CanvasTheme, canvasTheme, css } from '../stage/canvas-theme.js';
import { addLayer, fitLayer } from '../stage/layered-canvas.js';
import type { Delivery, StageSize, StreamView } from '../stage/stream-view.js';

/** How many of the latest values the line shows. */
const keptValues = 120;

/** Values that come slowly, such as heart rate and battery level, as lines: the numbers stand beside them as text. */
export function createValueView(
  element: HTMLElement,
  _: WireStreamDescriptor,
  settings: SignalSettings,
): StreamView<SignalSettings> {
  return new ValueView(element, settings);
}

class ValueView implements StreamView<SignalSettings> {
  readonly #layer;
  #settings: SignalSettings;
  #theme: CanvasTheme = canvasTheme('light');
  #size: StageSize = { width: 1, height: 1, ratio: 1 };
  #channels: number[][] = [];
  #isOld = true;

  constructor(element: HTMLElement, settings: SignalSettings) {
    this.#settings = settings;
    this.#layer = addLayer(element);
  }

  delivery(): Delivery {
    return {};
  }

  take({ view }: ReceivedFrame): void {
    const { shape, values } = view.data;
    const [channels = 0, samples = 0] = shape;
    if (this.#channels.length !== channels) this.#channels = Array.from({ length: channels }, () => []);
    this.#channels.forEach((kept, channel) => {
      for (let sample = 0; sample < samples; sample++) kept.push(Number(values[channel * samples + sample]));
      kept.splice(0, kept.length - keptValues);
    });
    this.#isOld = true;
  }

  draw(): void {
    if (!this.#isOld) return;
    this.#isOld = false;
    const { context } = this.#layer;
    const { width, height } = this.#size;
    context.clearRect(0, 0, width, height);
    const shown = this.#channels
      .map((values, channel) => ({ values, channel }))
      .filter(({ channel }) => !this.#settings.hiddenChannels.includes(channel));
    const rowHeight = height / Math.max(1, shown.length);
    shown.forEach(({ values, channel }, row) => {
      this.#drawRow(values, channel, row * rowHeight, rowHeight);
    });
  }

  setSettings(settings: SignalSettings): void {
    this.#settings = settings;
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
    this.#channels = [];
  }

  #drawRow(values: readonly number[], channel: number, top: number, height: number): void {
    const { traces } = this.#theme;
    const colour = css(traces[channel % traces.length] ?? [128, 128, 128]);
    this.#drawLine(
      values,
      { left: 8, right: this.#size.width - 8, top: top + 10, bottom: top + height - 10 },
      colour,
    );
  }

  #drawLine(
    values: readonly number[],
    { left, right, top, bottom }: Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>,
    colour: string,
  ): void {
    if (values.length < 2 || right <= left) return;
    const { context } = this.#layer;
    const { range } = this.#settings;
    const least = range.isAuto ? Math.min(...values) : range.minimum;
    const greatest = range.isAuto ? Math.max(...values) : range.maximum;
    // A few values are not stretched over all of it.
    const span = Math.max(20, values.length - 1);
    context.beginPath();
    values.forEach((value, index) => {
      const x = right - ((values.length - 1 - index) / span) * (right - left);
      const share = greatest > least ? (value - least) / (greatest - least) : 0.5;
      const y = bottom - share * (bottom - top);
      if (index === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.stroke();
  }
}
