import type { ReceivedFrame } from '@modlink/client';
import type { SubscribedStream, WireStreamDescriptor } from '@modlink/protocol';
import { unitOf } from '../card/stream-name.js';
import type { SignalSettings } from '../setup/card-settings.js';
import { type CanvasTheme, canvasTheme } from '../stage/canvas-theme.js';
import type { Delivery, StageSize, StreamView } from '../stage/stream-view.js';
import { Conditioner } from './conditioner.js';
import { BlockReader } from './sample-block.js';
import type { Follows, SignalPlot, SignalPlotOptions } from './signal-plot.js';
import { SpectrogramPlot } from './spectrogram-plot.js';
import { SpectrumPlot } from './spectrum-plot.js';
import { StreamClock, Timeline } from './stream-clock.js';
import { TimeCurves } from './time-curves.js';

const plots: Readonly<
  Record<SignalSettings['view'], new (element: HTMLElement, options: SignalPlotOptions) => SignalPlot>
> = { time: TimeCurves, spectrum: SpectrumPlot, spectrogram: SpectrogramPlot };

export function createSignalView(
  element: HTMLElement,
  descriptor: WireStreamDescriptor,
  settings: SignalSettings,
): StreamView<SignalSettings> {
  return new SignalView(element, descriptor, settings);
}

/** Frames become blocks of samples, are conditioned, and go to the plot that is shown. */
class SignalView implements StreamView<SignalSettings> {
  readonly #element: HTMLElement;
  readonly #descriptor: WireStreamDescriptor;
  readonly #rateHz: number;
  readonly #clock = new StreamClock();
  readonly #timeline = new Timeline();
  readonly #reader = new BlockReader();
  #settings: SignalSettings;
  #conditioner: Conditioner;
  #plot: SignalPlot;
  #size: StageSize = { width: 1, height: 1, ratio: 1 };
  #theme: CanvasTheme = canvasTheme('light');
  #isInterrupted = true;

  constructor(element: HTMLElement, descriptor: WireStreamDescriptor, settings: SignalSettings) {
    this.#element = element;
    this.#descriptor = descriptor;
    this.#settings = settings;
    const { nominalSampleRateHz } = descriptor;
    this.#rateHz = nominalSampleRateHz === 'irregular' ? 1 : nominalSampleRateHz;
    this.#conditioner = new Conditioner(settings, this.#rateHz);
    this.#plot = this.#createPlot();
  }

  delivery(): Delivery {
    const { pointsPerSecond } = this.#plot;
    // Filters and references need every sample.
    if (!this.#conditioner.isIdle || pointsPerSecond === undefined) return {};
    return { envelope: { pointsPerSecond } };
  }

  take({ view, dropped }: ReceivedFrame, stream: SubscribedStream | undefined): void {
    const samplesPerPoint = stream?.envelope?.samplesPerPoint;
    // Frames of the subscription before: what needs every sample cannot use points.
    if (samplesPerPoint !== undefined && this.delivery().envelope === undefined) return;
    // A point of the envelope is two values: the least and the greatest of its samples.
    const samplesPerValue = samplesPerPoint === undefined ? 1 : samplesPerPoint / 2;
    const periodMs = (1_000 / this.#rateHz) * samplesPerValue;
    const count = view.axisLength(1);
    const told = this.#clock.millisecondsOf(view.timestampNs);
    const placed = this.#timeline.place(told, count, periodMs, view.lost);
    // What this view left out is no gap of the stream.
    const isOwn = this.#isInterrupted || dropped > 0;
    const follows: Follows = placed.follows === 'gap' && isOwn ? 'break' : placed.follows;
    this.#isInterrupted = false;
    if (follows !== 'directly') this.#conditioner.restart();
    const block = this.#reader.read(view, placed.startMs, periodMs);
    this.#conditioner.apply(block);
    this.#plot.add(block, follows);
  }

  draw(nowMs: number): void {
    this.#plot.draw(nowMs);
  }

  setSettings(settings: SignalSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    const isConditionedAnew =
      JSON.stringify([before.filter, before.reference]) !==
      JSON.stringify([settings.filter, settings.reference]);
    if (isConditionedAnew) this.#conditioner = new Conditioner(settings, this.#rateHz);
    if (before.view !== settings.view) {
      this.#plot.dispose();
      this.#element.replaceChildren();
      this.#plot = this.#createPlot();
      this.#plot.setTheme(this.#theme);
      this.#plot.setSize(this.#size);
    } else {
      this.#plot.setSettings(settings);
      if (isConditionedAnew) this.#plot.clear();
    }
  }

  setSize(size: StageSize): void {
    this.#size = size;
    this.#plot.setSize(size);
  }

  setTheme(theme: CanvasTheme): void {
    this.#theme = theme;
    this.#plot.setTheme(theme);
  }

  interrupt(): void {
    this.#isInterrupted = true;
  }

  dispose(): void {
    this.#plot.dispose();
  }

  #createPlot(): SignalPlot {
    return new plots[this.#settings.view](this.#element, {
      channelNames: this.#descriptor.channelNames,
      unit: unitOf(this.#descriptor),
      rateHz: this.#rateHz,
      settings: this.#settings,
    });
  }
}
