/** What the views of streams show. */
import type { Locator, Page } from 'playwright-core';

export const view = (page: Page, name: string): Locator =>
  page.getByRole('img', { name: `Live view of ${name}` });

/** The numbers of colours and of painted pixels on the curves of a view, and the share of columns that have some. */
export interface Drawn {
  readonly colours: number;
  readonly painted: number;
  readonly filled: number;
}

export function drawn(element: Locator): Promise<Drawn> {
  return element.evaluate((stage) => {
    const canvas = stage.querySelector('canvas');
    const image = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
    const pixels = new Uint32Array(image?.data.buffer ?? new ArrayBuffer(0));
    const width = image?.width ?? 1;
    // Beside the names of channels.
    const left = 66;
    const columns = new Set<number>();
    let painted = 0;
    pixels.forEach((pixel, at) => {
      const isDark = Math.min(pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255) < 190;
      if (!isDark || at % width < left) return;
      painted += 1;
      columns.add(at % width);
    });
    return { colours: new Set(pixels).size, painted, filled: columns.size / (width - left) };
  });
}
