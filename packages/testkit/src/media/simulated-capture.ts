import type {
  CameraConnection,
  CameraMode,
  MicrophoneConnection,
  MicrophoneMode,
  PictureListener,
  SamplesListener,
  TransportError,
  Unsubscribe,
} from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { plainPicture, type SimulatedCamera, type SimulatedMicrophone } from './media-device.js';

type CloseListener = (error: TransportError | undefined) => void;

/** What a capture needs of its transport. */
export interface CaptureWorld {
  readonly clock: VirtualClock;
  /** Whether the camera or microphone sends at all. */
  isSilent(): boolean;
  /** @returns whether the next picture is lost. */
  losesPicture(): boolean;
  overwritesBytes(): boolean;
  closed(capture: SimulatedCapture): void;
}

/** What cameras and microphones have in common; the obligations are those of the interfaces. */
export abstract class SimulatedCapture {
  readonly id: string;
  protected readonly world: CaptureWorld;
  readonly #closeListeners = new Set<CloseListener>();
  #cancel: () => void = () => {};
  #end: { readonly error: TransportError | undefined } | undefined;

  constructor(id: string, world: CaptureWorld) {
    this.id = id;
    this.world = world;
  }

  onClose(listener: CloseListener): Unsubscribe {
    const end = this.#end;
    if (end === undefined) this.#closeListeners.add(listener);
    else queueMicrotask(() => listener(end.error));
    return () => this.#closeListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.lose(undefined);
  }

  /** Ends the capture: without an error because the driver asked, with one because the device is gone. */
  lose(error: TransportError | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#cancel();
    this.world.closed(this);
    for (const listener of this.#closeListeners) listener(error);
  }

  /** Sends again and again, first after one interval. */
  protected every(intervalMs: number, send: (index: number) => void): void {
    const { clock } = this.world;
    const beganMs = clock.elapsedMs;
    const next = (index: number): void => {
      // From the beginning, not from the time before: fractions of a millisecond do not add up.
      this.#cancel = clock.schedule(beganMs + (index + 1) * intervalMs - clock.elapsedMs, () => {
        if (!this.world.isSilent()) send(index);
        if (this.#end === undefined) next(index + 1);
      });
    };
    next(0);
  }
}

export class SimulatedCameraConnection extends SimulatedCapture implements CameraConnection {
  readonly mode: CameraMode;
  readonly #camera: SimulatedCamera;
  readonly #listeners = new Set<PictureListener>();
  #lost = 0;

  constructor(camera: SimulatedCamera, mode: CameraMode, world: CaptureWorld) {
    super(camera.id, world);
    this.#camera = camera;
    this.mode = mode;
    this.every(1_000 / mode.frameRateHz, (index) => this.#send(index));
  }

  onPicture(listener: PictureListener): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #send(index: number): void {
    if (this.world.losesPicture()) {
      this.#lost += 1;
      return;
    }
    const { picture = plainPicture, delayMs = 0 } = this.#camera;
    const bytes = picture(index, this.mode).slice();
    const arrivalNs = this.world.clock.nowNs();
    const captureNs = arrivalNs - BigInt(Math.round(delayMs * 1e6));
    const lost = this.#lost;
    this.#lost = 0;
    for (const listener of this.#listeners) listener(bytes, { arrivalNs, captureNs, lost });
    if (this.world.overwritesBytes()) bytes.fill(0xee);
  }
}

export class SimulatedMicrophoneConnection extends SimulatedCapture implements MicrophoneConnection {
  readonly mode: MicrophoneMode;
  readonly #microphone: SimulatedMicrophone;
  readonly #chunkSamples: number;
  readonly #listeners = new Set<SamplesListener>();

  constructor(microphone: SimulatedMicrophone, mode: MicrophoneMode, chunkMs: number, world: CaptureWorld) {
    super(microphone.id, world);
    this.#microphone = microphone;
    this.mode = mode;
    this.#chunkSamples = Math.max(1, Math.round((mode.sampleRateHz * chunkMs) / 1_000));
    this.every((this.#chunkSamples / mode.sampleRateHz) * 1_000, (index) => this.#send(index));
  }

  onSamples(listener: SamplesListener): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #send(index: number): void {
    const { sample = () => 0 } = this.#microphone;
    const { channels } = this.mode;
    const first = index * this.#chunkSamples;
    const samples = Float32Array.from({ length: this.#chunkSamples * channels }, (_, at) =>
      sample(first + Math.floor(at / channels), at % channels, this.mode),
    );
    const arrivalNs = this.world.clock.nowNs();
    for (const listener of this.#listeners) listener(samples, arrivalNs);
    if (this.world.overwritesBytes()) samples.fill(Number.NaN);
  }
}
