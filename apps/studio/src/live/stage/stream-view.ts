import type { FrameSelection, ReceivedFrame } from '@modlink/client';
import type { SubscribedStream, WireStreamDescriptor } from '@modlink/protocol';
import type { CanvasTheme } from './canvas-theme.js';

/** Where a view draws, in CSS pixels. */
export interface StageSize {
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** How frames are asked for. */
export type Delivery = Pick<FrameSelection, 'envelope' | 'maxFramesPerSecond'>;

/**
 * Draws one stream into an element. It keeps what it draws by itself and never goes through React: frames come at their own
 * rate, and `draw` is called once per picture of the screen, while the card is seen and not paused.
 */
export interface StreamView<Settings> {
  /** How frames have to come for what is shown now. Asked again after settings or size have changed, and every second. */
  delivery(): Delivery;
  take(frame: ReceivedFrame, stream: SubscribedStream | undefined): void;
  /** @param nowMs - of the animation frame. */
  draw(nowMs: number): void;
  setSettings(settings: Settings): void;
  setSize(size: StageSize): void;
  setTheme(theme: CanvasTheme): void;
  /** Frames were left out on purpose: what follows does not continue what came before. */
  interrupt(): void;
  dispose(): void;
}

export type CreateView<Settings> = (
  element: HTMLElement,
  descriptor: WireStreamDescriptor,
  settings: Settings,
) => StreamView<Settings>;
