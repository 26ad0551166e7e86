/** Running captures, as drivers have them; the obligations are those of the interfaces. */
import type {
  CameraConnection,
  CameraMode,
  Clock,
  MicrophoneConnection,
  MicrophoneMode,
  PictureInfo,
  PictureListener,
  SamplesListener,
  Unsubscribe,
} from '@modlink/sdk';
import { type CloseListener, CloseListeners, callApart } from '@modlink/sdk/transport-parts';
import type { Capture } from './capture/capture.js';
import { CaptureClock, type ReferenceClock } from './capture/capture-clock.js';
import { MissingPictures } from './capture/missing-pictures.js';

export interface ConnectionInit {
  readonly id: string;
  readonly capture: Capture;
  readonly clock: Clock;
  readonly giveLeaseBack: () => void;
}

abstract class CaptureConnection {
  readonly id: string;
  protected readonly capture: Capture;
  readonly #closeListeners = new CloseListeners();
  readonly #ended: Promise<void>;

  constructor({ id, capture, giveLeaseBack }: ConnectionInit) {
    this.id = id;
    this.capture = capture;
    this.#ended = capture.ended.then((error) => {
      giveLeaseBack();
      this.#closeListeners.end(error);
    });
  }

  onClose(listener: CloseListener): Unsubscribe {
    return this.#closeListeners.add(listener);
  }

  async close(): Promise<void> {
    await this.capture.end();
    await this.#ended;
  }
}

export class FfmpegCamera extends CaptureConnection implements CameraConnection {
  readonly mode: CameraMode;
  readonly #listeners = new Set<PictureListener>();
  readonly #captureClock: CaptureClock;
  readonly #missing: MissingPictures;

  constructor(init: ConnectionInit & { readonly mode: CameraMode }) {
    super(init);
    this.mode = init.mode;
    this.#captureClock = new CaptureClock(referenceClocks(init.clock));
    this.#missing = new MissingPictures(init.mode.frameRateHz);
    this.capture.listen((bytes, { stampNs }, arrivalNs) => {
      const captureNs = this.#captureClock.captureNs(stampNs, arrivalNs);
      const picture: PictureInfo = { arrivalNs, captureNs, lost: this.#missing.before(stampNs) };
      for (const listener of this.#listeners) callApart(() => listener(bytes, picture));
    });
  }

  onPicture(listener: PictureListener): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export class FfmpegMicrophone extends CaptureConnection implements MicrophoneConnection {
  readonly mode: MicrophoneMode;
  readonly #listeners = new Set<SamplesListener>();
  #aligned = new Float32Array(0);

  constructor(init: ConnectionInit & { readonly mode: MicrophoneMode }) {
    super(init);
    this.mode = init.mode;
    this.capture.listen((bytes, _packet, arrivalNs) => {
      const samples = this.#toSamples(bytes);
      for (const listener of this.#listeners) callApart(() => listener(samples, arrivalNs));
    });
  }

  onSamples(listener: SamplesListener): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Packets begin at any byte of their buffer, floats at every fourth only. */
  #toSamples(bytes: Uint8Array): Float32Array {
    const count = bytes.length >> 2;
    if (this.#aligned.length < count) this.#aligned = new Float32Array(count);
    const samples = this.#aligned.subarray(0, count);
    new Uint8Array(samples.buffer, 0, count * 4).set(bytes.subarray(0, count * 4));
    return samples;
  }
}

/** The monotonic clock of the system, which is also Node's, and the time of day. */
function referenceClocks(clock: Clock): ReferenceClock[] {
  const nowNs = clock.nowNs();
  return [
    { toHostNs: nowNs - process.hrtime.bigint() },
    { toHostNs: nowNs - BigInt(Date.now()) * 1_000_000n },
  ];
}
