import type { ReceivedFrame } from '@modlink/client';
import type { SubscribedStream, WireStreamDescriptor } from '@modlink/protocol';
import type { SignalSettings } from '../setup/card-settings.js';
import type { CanvasTheme } from '../stage/canvas-theme.js';
import type { Delivery, StageSize, StreamView } from '../stage/stream-view.js';
import { Conditioner } from './conditioner.js';
import { BlockReader } from './sample-block.js';
import { SampleHistory } from './sample-history.js';
import { Playhead, StreamClock, Timeline } from './stream-clock.js';
import { TimePlot } from './time-plot.js';

/** What a card keeps of a signal at most: values of all channels together. */
const mostValues = 8_000_000;

export function createSignalView(
  element: HTMLElement,
  descriptor: WireStreamDescriptor,
  settings: SignalSettings,
): StreamView<SignalSettings> {
  return new SignalView(element, descriptor, settings);
}

class SignalView implements StreamView<SignalSettings> {
  readonly #rateHz: number;
  readonly #clock = new StreamClock();
  readonly #timeline = new Timeline();
  readonly #playhead = new Playhead();
  readonly #reader = new BlockReader();
  readonly #plot: TimePlot;
  #settings: SignalSettings;
  #conditioner: Conditioner;
  #history: SampleHistory | undefined;
  #isInterrupted = true;

  constructor(element: HTMLElement, descriptor: WireStreamDescriptor, settings: SignalSettings) {
    this.#settings = settings;
    const { nominalSampleRateHz, channelNames, metadata } = descriptor;
    this.#rateHz = nominalSampleRateHz === 'irregular' ? 1 : nominalSampleRateHz;
    this.#conditioner = new Conditioner(settings, this.#rateHz);
    const unit = typeof metadata.unit === 'string' ? metadata.unit : undefined;
    this.#plot = new TimePlot(element, { channelNames, unit }, settings);
  }

  delivery(): Delivery {
    // Filters and references need the samples themselves.
    if (!this.#conditioner.isIdle) return {};
    // Rounded up: a card that is resized a little does not subscribe anew.
    const columns = Math.max(200, Math.ceil(this.#plot.columns / 200) * 200);
    return { envelope: { pointsPerSecond: Math.min(10_000, columns / this.#settings.windowS) } };
  }

  take({ view }: ReceivedFrame, stream: SubscribedStream | undefined): void {
    const samplesPerPoint = stream?.envelope?.samplesPerPoint;
    // A point of the envelope is two values: the least and the greatest of its samples.
    const samplesPerValue = samplesPerPoint === undefined ? 1 : samplesPerPoint / 2;
    const periodMs = (1_000 / this.#rateHz) * samplesPerValue;
    const count = view.axisLength(1);
    const told = this.#clock.millisecondsOf(view.timestampNs);
    const { startMs, follows } = this.#timeline.place(told, count, periodMs, view.lost);
    const history = this.#historyFor(view.axisLength(0), periodMs);
    if (follows === 'elsewhere') history.clear();
    else if (this.#isInterrupted) history.break();
    else if (follows === 'gap') history.break({ fromMs: history.newestMs ?? startMs, toMs: startMs });
    if (follows !== 'directly' || this.#isInterrupted) this.#conditioner.restart();
    this.#isInterrupted = false;
    const block = this.#reader.read(view, startMs, periodMs);
    this.#conditioner.apply(block);
    history.append(block);
  }

  draw(nowMs: number): void {
    const history = this.#history;
    const newestMs = history?.newestMs;
    if (history === undefined || newestMs === undefined) return;
    this.#plot.draw(history, this.#playhead.follow(nowMs, newestMs), nowMs);
  }

  setSettings(settings: SignalSettings): void {
    const { filter, reference } = this.#settings;
    if (filter !== settings.filter || reference !== settings.reference) {
      this.#conditioner = new Conditioner(settings, this.#rateHz);
      // What was shown was filtered otherwise: it is no beginning of what comes.
      this.#history?.clear();
    }
    this.#settings = settings;
    this.#plot.setSettings(settings);
  }

  setSize(size: StageSize): void {
    this.#plot.setSize(size);
  }

  setTheme(theme: CanvasTheme): void {
    this.#plot.setTheme(theme);
  }

  interrupt(): void {
    this.#isInterrupted = true;
  }

  dispose(): void {
    this.#history = undefined;
  }

  #historyFor(channelCount: number, periodMs: number): SampleHistory {
    const wanted = Math.ceil(((this.#settings.windowS + 1) * 1_000) / periodMs);
    const capacity = Math.max(16, Math.min(wanted, Math.floor(mostValues / Math.max(1, channelCount))));
    if (this.#history?.channelCount !== channelCount) {
      this.#history = new SampleHistory(channelCount, capacity);
    }
    this.#history.reserve(capacity);
    return this.#history;
  }
}
