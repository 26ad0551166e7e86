import type { ReceivedFrame } from '@modlink/client';
import type { WireStreamDescriptor } from '@modlink/protocol';
import type { FrameView } from '@modlink/sdk/encoding';
import type { SettingsOf } from '../setup/card-settings.js';
import { addLayer, fitLayer } from '../stage/layered-canvas.js';
import type { Delivery, StageSize, StreamView } from '../stage/stream-view.js';
import { PictureBuffer } from './picture-buffer.js';
import { drawPicture, type PictureSize, placePicture, turnedSize } from './picture-place.js';
import { writePixels, writtenSize } from './pixel-formats.js';
import { numbers } from './raster-view.js';
import { VideoPace } from './video-pace.js';

type VideoSettings = SettingsOf<'video'>;

export function createVideoView(
  element: HTMLElement,
  descriptor: WireStreamDescriptor,
  settings: VideoSettings,
): StreamView<VideoSettings> {
  return new VideoView(element, descriptor, settings);
}

/** The latest picture of a camera. */
class VideoView implements StreamView<VideoSettings> {
  readonly #told: PictureSize | undefined;
  readonly #layer;
  readonly #buffer = new PictureBuffer();
  readonly #pace = new VideoPace();
  #settings: VideoSettings;
  #size: StageSize = { width: 1, height: 1, ratio: 1 };
  /** Waits for the next picture of the screen: those that came before it are never converted. */
  #frame: FrameView | undefined;
  /** What was decoded of `mjpeg`. */
  #bitmap: ImageBitmap | undefined;
  #isDecoding = false;
  #picture: { readonly source: CanvasImageSource; readonly size: PictureSize } | undefined;
  #isOld = true;
  #isDisposed = false;

  constructor(element: HTMLElement, { metadata }: WireStreamDescriptor, settings: VideoSettings) {
    this.#settings = settings;
    const { width, height } = metadata;
    this.#told = typeof width === 'number' && typeof height === 'number' ? { width, height } : undefined;
    this.#layer = addLayer(element, { alpha: true });
  }

  delivery(): Delivery {
    return { maxFramesPerSecond: this.#pace.picturesPerSecond(performance.now()) };
  }

  take({ view, dropped }: ReceivedFrame): void {
    this.#pace.count(dropped);
    this.#frame = view;
  }

  draw(): void {
    const frame = this.#frame;
    if (frame !== undefined) {
      if (frame.pixelFormat === 'mjpeg') void this.#decode();
      else {
        this.#frame = undefined;
        this.#convert(frame);
      }
    }
    if (!this.#isOld) return;
    this.#isOld = false;
    const { context } = this.#layer;
    const { width, height } = this.#size;
    context.clearRect(0, 0, width, height);
    if (this.#picture === undefined) return;
    const { transform, isFilled } = this.#settings;
    const { source, size } = this.#picture;
    drawPicture(context, source, placePicture(turnedSize(size, transform), this.#size, isFilled), transform);
  }

  setSettings(settings: VideoSettings): void {
    this.#settings = settings;
    this.#isOld = true;
  }

  setSize(size: StageSize): void {
    this.#size = size;
    fitLayer(this.#layer, size);
    this.#isOld = true;
  }

  setTheme(): void {}

  interrupt(): void {}

  dispose(): void {
    this.#isDisposed = true;
    this.#bitmap?.close();
    this.#frame = undefined;
  }

  #convert(frame: FrameView): void {
    const { shape, values, dtype } = frame.data;
    const [channels = 0, frames = 0, rows = 0, width = 0] = shape;
    const format = frame.pixelFormat;
    if (format === 'mjpeg') return;
    const height = format === 'nv12' ? Math.floor((rows * 2) / 3) : rows;
    if (frames === 0 || width === 0 || height === 0) return;
    const step = this.#stepFor({ width, height });
    const size = writtenSize({ width, height, step });
    const { canvas, pixels } = this.#buffer.ofSize(size.width, size.height);
    const planeStride = frames * rows * width;
    // The newest picture of the frame. Pixels of packed formats stand together, those of planar ones by channel.
    const pictureValues = format === undefined ? rows * width : channels * rows * width;
    writePixels(
      {
        format,
        values: numbers(values.subarray((frames - 1) * pictureValues)),
        channels,
        width,
        height,
        step,
        planeStride,
        white: dtype === 'uint16' ? 65_535 : dtype.startsWith('float') ? 1 : 255,
      },
      pixels,
    );
    this.#buffer.show();
    this.#picture = { source: canvas, size };
    this.#isOld = true;
  }

  /** How many pixels of the picture there are, across or down, for each of the screen. */
  #stepFor(picture: PictureSize): number {
    const { transform, isFilled } = this.#settings;
    const turned = turnedSize(picture, transform);
    const place = placePicture(turned, this.#size, isFilled);
    return Math.max(1, Math.floor(turned.width / (place.width * this.#size.ratio)));
  }

  /** One picture at a time: while one is decoded, the newest that came waits. */
  async #decode(): Promise<void> {
    const frame = this.#frame;
    if (this.#isDecoding || frame === undefined) return;
    this.#frame = undefined;
    this.#isDecoding = true;
    try {
      const bytes = frame.data.values as Uint8Array<ArrayBuffer>;
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
      this.#bitmap?.close();
      this.#bitmap = bitmap;
      this.#picture = { source: bitmap, size: this.#told ?? bitmap };
      this.#isOld = true;
      if (this.#isDisposed) bitmap.close();
    } catch {
      // A broken picture is left out: the next one comes soon.
    } finally {
      this.#isDecoding = false;
    }
  }
}
