/** A canvas whose pixels are written one by one. */
export class PictureBuffer {
  readonly canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(this.#image.data.buffer);

  constructor() {
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('This browser has no 2d canvas.');
    this.#context = context;
  }

  /** The pixels to write, row by row; `show` brings them to the canvas. */
  ofSize(
    width: number,
    height: number,
  ): { readonly canvas: HTMLCanvasElement; readonly pixels: Uint32Array } {
    if (this.#image.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
      this.canvas.width = width;
      this.canvas.height = height;
    }
    return { canvas: this.canvas, pixels: this.#pixels };
  }

  show(): void {
    this.#context.putImageData(this.#image, 0, 0);
  }
}
