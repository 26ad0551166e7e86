import { type CameraMode, type NdArray, ndarray, type PictureInfo } from '@modlink/sdk';
import { JpegCompleter } from './parser/index.js';
import { pictureShape } from './streams.js';

/** How often the user is told about damaged pictures, at most. */
const reportIntervalNs = 10_000_000_000n;

export interface PictureFrameHandlers {
  /** A frame; its values are valid during the call. */
  readonly onFrame: (
    picture: NdArray,
    times: { readonly timestampNs: bigint; readonly lost: number },
  ) => void;
  /** Pictures come damaged: a sentence for the user, not too often. */
  readonly onDamage: (message: string) => void;
}

/** From the start of streaming to its end: pictures in, frames out. What is no picture counts as lost. */
export class PictureFrames {
  readonly #mode: CameraMode;
  readonly #handlers: PictureFrameHandlers;
  readonly #completer = new JpegCompleter();
  #lost = 0;
  #damaged = 0;
  #nextReportNs = 0n;

  constructor(mode: CameraMode, handlers: PictureFrameHandlers) {
    this.#mode = mode;
    this.#handlers = handlers;
  }

  take(bytes: Uint8Array, { captureNs, arrivalNs, lost }: PictureInfo): void {
    this.#lost += lost;
    const picture = this.#mode.pixelFormat === 'mjpeg' ? this.#completer.complete(bytes) : bytes;
    if (picture === undefined) {
      this.#lost += 1;
      this.#damaged += 1;
      this.#tellAboutDamage(arrivalNs);
      return;
    }
    const times = { timestampNs: captureNs, lost: this.#lost };
    this.#lost = 0;
    this.#handlers.onFrame(ndarray(picture, pictureShape(this.#mode, picture.length)), times);
  }

  #tellAboutDamage(nowNs: bigint): void {
    if (nowNs < this.#nextReportNs) return;
    this.#nextReportNs = nowNs + reportIntervalNs;
    this.#handlers.onDamage(
      `${this.#damaged} ${this.#damaged === 1 ? 'picture' : 'pictures'} of the camera came damaged. ` +
        'Plug it into the computer itself, not a hub, or choose a smaller or slower mode.',
    );
    this.#damaged = 0;
  }
}
