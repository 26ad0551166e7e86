/** Pictures of the camera to samples. Pure: no input, no output, no clock. */

/** How large a picture is, or the grid that it is seen as. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Sees a picture as a grid of cells.
 * @param pixels - one byte each, row by row.
 * @returns the mean brightness of each cell, 0 to 255, row by row. Pixels that are missing count as black.
 */
export function readPicture(pixels: Uint8Array, picture: Size, grid: Size): Float32Array {
  const means = new Float32Array(grid.width * grid.height);
  for (let row = 0; row < grid.height; row++) {
    const [top, bottom] = share(row, grid.height, picture.height);
    for (let column = 0; column < grid.width; column++) {
      const [left, right] = share(column, grid.width, picture.width);
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += pixels[y * picture.width + x] ?? 0;
      }
      means[row * grid.width + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return means;
}

/** From which pixel to which a cell goes: at least one pixel, also where there are more cells than pixels. */
function share(cell: number, cells: number, pixels: number): readonly [from: number, to: number] {
  const from = Math.min(Math.floor((cell * pixels) / cells), pixels - 1);
  return [from, Math.max(Math.floor(((cell + 1) * pixels) / cells), from + 1)];
}
