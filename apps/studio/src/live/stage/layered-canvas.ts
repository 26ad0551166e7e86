import type { StageSize } from './stream-view.js';

/** A canvas that fills its element. */
export interface Layer {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
}

/** Adds a canvas to an element, above those that are there. Hidden from screen readers: the card tells in words. */
export function addLayer(element: HTMLElement, options?: CanvasRenderingContext2DSettings): Layer {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block';
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d', options);
  if (context === null) throw new Error('This browser has no 2d canvas.');
  element.append(canvas);
  return { canvas, context };
}

/** Gives the canvas its pixels, and CSS pixels as units. */
export function fitLayer({ canvas, context }: Layer, { width, height, ratio }: StageSize): void {
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}
