import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { Periodogram, Segmenter, segmentLength } from '../../dsp/periodogram.js';
import type { SignalSettings } from '../setup/card-settings.js';
import { type CanvasTheme, canvasTheme, css } from '../stage/canvas-theme.js';
import type { StageSize } from '../stage/stream-view.js';
import type { SampleBlock } from './sample-block.js';
import type { Follows, SignalPlot, SignalPlotOptions } from './signal-plot.js';

const drawPeriodMs = 250;

/** The latest periodograms of a channel. */
interface ChannelSpectrum {
  readonly segmenter: Segmenter;
  readonly periodograms: Float64Array[];
}

/** Welch's power spectral density of each channel, over the segments of the window. */
export class SpectrumPlot implements SignalPlot {
  readonly pointsPerSecond = undefined;
  readonly #element: HTMLElement;
  readonly #options: SignalPlotOptions;
  #settings: SignalSettings;
  #theme: CanvasTheme = canvasTheme('light');
  #size: StageSize = { width: 1, height: 1, ratio: 1 };
  #periodogram: Periodogram;
  #spectra: ChannelSpectrum[] = [];
  #chart: uPlot | undefined;
  #drawnMs = 0;
  #isOld = false;

  constructor(element: HTMLElement, options: SignalPlotOptions) {
    this.#element = element;
    this.#options = options;
    this.#settings = options.settings;
    this.#periodogram = this.#createPeriodogram();
  }

  add({ channels, count }: SampleBlock, follows: Follows): void {
    while (this.#spectra.length < channels.length) this.#spectra.push(this.#createSpectrum());
    channels.forEach((values, channel) => {
      const spectrum = this.#spectra[channel];
      if (spectrum === undefined || this.#settings.hiddenChannels.includes(channel)) return;
      if (follows !== 'directly') spectrum.segmenter.restart();
      if (follows === 'elsewhere') spectrum.periodograms.length = 0;
      spectrum.segmenter.push(values, count);
    });
  }

  draw(nowMs: number): void {
    if (!this.#isOld || nowMs - this.#drawnMs < drawPeriodMs) return;
    this.#isOld = false;
    this.#drawnMs = nowMs;
    const shown = this.#shownChannels();
    this.#chart ??= this.#createChart(shown);
    const { hzPerBin, bins } = this.#periodogram;
    const last = this.#settings.maximumHz > 0 ? Math.ceil(this.#settings.maximumHz / hzPerBin) : bins - 1;
    // Without bin 0, which is next to nothing since the mean is taken off.
    const wanted = Math.max(1, Math.min(bins - 1, last));
    const frequencies = Array.from({ length: wanted }, (_, index) => (index + 1) * hzPerBin);
    const densities = shown.map((channel) => average(this.#spectra[channel]?.periodograms ?? [], wanted));
    this.#chart.setData([frequencies, ...densities]);
  }

  setSettings(settings: SignalSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (before.segmentS !== settings.segmentS) {
      this.#periodogram = this.#createPeriodogram();
      this.#spectra = [];
    }
    this.#renew();
  }

  setSize(size: StageSize): void {
    this.#size = size;
    this.#chart?.setSize({ width: size.width, height: size.height });
  }

  setTheme(theme: CanvasTheme): void {
    this.#theme = theme;
    this.#renew();
  }

  clear(): void {
    this.#spectra = [];
  }

  dispose(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  #renew(): void {
    this.dispose();
    this.#drawnMs = 0;
    this.#isOld = this.#spectra.length > 0;
  }

  #shownChannels(): number[] {
    return this.#spectra.flatMap((_, channel) =>
      this.#settings.hiddenChannels.includes(channel) ? [] : [channel],
    );
  }

  #createPeriodogram(): Periodogram {
    const { rateHz } = this.#options;
    return new Periodogram(segmentLength(this.#settings.segmentS, rateHz), rateHz);
  }

  #createSpectrum(): ChannelSpectrum {
    const { length, rateHz } = this.#periodogram;
    const spectrum: ChannelSpectrum = {
      periodograms: [],
      segmenter: new Segmenter(length, length / 2, (segment) => {
        const kept = Math.max(1, Math.round((this.#settings.windowS * rateHz) / (length / 2)) - 1);
        spectrum.periodograms.push(this.#periodogram.of(segment));
        spectrum.periodograms.splice(0, spectrum.periodograms.length - kept);
        this.#isOld = true;
      }),
    };
    return spectrum;
  }

  #createChart(shown: readonly number[]): uPlot {
    const { unit, channelNames } = this.#options;
    const axis = {
      stroke: this.#theme.text,
      font: '11px system-ui, sans-serif',
      labelFont: '11px system-ui, sans-serif',
      labelSize: 16,
      grid: { stroke: css(this.#theme.grid), width: 1 },
      ticks: { stroke: css(this.#theme.grid), width: 1 },
    };
    return new uPlot(
      {
        width: this.#size.width,
        height: this.#size.height,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { distr: 3 } },
        axes: [
          { ...axis, label: 'Hz', size: 30 },
          { ...axis, label: `${unit ?? '1'}²/Hz`, size: 50 },
        ],
        series: [
          {},
          ...shown.map((channel) => ({
            label: channelNames[channel] ?? String(channel + 1),
            stroke: css(this.#theme.traces[channel % this.#theme.traces.length] ?? [128, 128, 128]),
            width: 1,
            points: { show: false },
          })),
        ],
      },
      [[], ...shown.map(() => [])],
      this.#element,
    );
  }
}

/** Welch's estimate from bin 1 on; `null`, which leaves a chart empty, where there is no power that a logarithm could show. */
function average(periodograms: readonly Float64Array[], bins: number): (number | null)[] {
  return Array.from({ length: bins }, (_, index) => {
    let sum = 0;
    for (const periodogram of periodograms) sum += periodogram[index + 1] as number;
    return sum > 0 ? sum / periodograms.length : null;
  });
}
