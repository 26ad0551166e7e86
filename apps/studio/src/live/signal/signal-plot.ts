import type { SignalSettings } from '../setup/card-settings.js';
import type { CanvasTheme } from '../stage/canvas-theme.js';
import type { StageSize } from '../stage/stream-view.js';
import type { SampleBlock } from './sample-block.js';

/** How a block follows the one before: directly, after missing samples, after samples that were left out, or not at all. */
export type Follows = 'directly' | 'gap' | 'break' | 'elsewhere';

/** One way to show a signal. */
export interface SignalPlot {
  /** How many points per second and channel it can show; `undefined` where it needs every sample. */
  readonly pointsPerSecond: number | undefined;
  /** @param block - **borrowed** until it returns. */
  add(block: SampleBlock, follows: Follows): void;
  draw(nowMs: number): void;
  setSettings(settings: SignalSettings): void;
  setSize(size: StageSize): void;
  setTheme(theme: CanvasTheme): void;
  /** Samples that come are conditioned in another way than those before. */
  clear(): void;
  dispose(): void;
}

export interface SignalPlotOptions {
  readonly channelNames: readonly string[];
  readonly unit: string | undefined;
  readonly rateHz: number;
  readonly settings: SignalSettings;
}
