import type { PixelFormat } from '../descriptor.js';
import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/** One way in which a camera can deliver. */
export interface CameraMode {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Pictures per second, nominally: in the dark, cameras slow down. */
  readonly frameRateHz: number;
  /** The memory order of the pixels that `onData` gets. */
  readonly pixelFormat: PixelFormat;
}

/** One way in which a microphone can deliver. */
export interface MicrophoneMode {
  /** Samples per second and channel. */
  readonly sampleRateHz: number;
  /** 1 for mono, 2 for stereo. */
  readonly channels: number;
}

interface MediaInput {
  /** What `open` takes. */
  readonly id: string;
  /** What names the device for good. */
  readonly identity: string;
  /** What people read. */
  readonly label: string;
}
/** A camera of this machine. */
export interface CameraInfo extends MediaInput {
  readonly kind: 'camera';
  /** Ways in which it can deliver, the best first. */
  readonly modes: readonly CameraMode[];
}
/** A microphone of this machine. */
export interface MicrophoneInfo extends MediaInput {
  readonly kind: 'microphone';
  /** Ways in which it can deliver, the best first. */
  readonly modes: readonly MicrophoneMode[];
}

/** A running capture. A camera delivers one whole picture per call, a microphone interleaved float32 samples. */
export interface MediaConnection {
  /** The input that was opened. */
  readonly id: string;
  /** Pictures or samples as they arrive, in order. */
  onData(listener: DataListener): Unsubscribe;
  /**
   * Called once when the connection is closed: without an error after `close()`, with `DEVICE_UNPLUGGED` or `IO_FAILED` when
   * the device went away. All data that arrived before was delivered before.
   */
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  /** Ends the capture and gives its lease back. Closing twice does nothing. */
  close(): Promise<void>;
}

/** Cameras and microphones. `TRANSPORT_UNAVAILABLE` where the capture program is missing. */
export interface MediaTransport {
  /**
   * The cameras and microphones of this machine.
   * @throws {TransportError} `TRANSPORT_UNAVAILABLE`
   */
  list(): Promise<readonly (CameraInfo | MicrophoneInfo)[]>;
  /**
   * Calls `onChange` after inputs came or went, at the latest some seconds later; `list()` then tells which. It keeps no
   * process alive.
   */
  watch(onChange: () => void): Unsubscribe;
  /**
   * Starts a camera.
   * @throws {TransportError} `DEVICE_NOT_FOUND`, `DEVICE_BUSY`, `PERMISSION_DENIED`, `INVALID_OPTIONS` (a mode it does not have),
   * `TRANSPORT_UNAVAILABLE`, `IO_FAILED`; the reason of the signal when it fires.
   */
  openCamera(options: {
    readonly id: string;
    readonly mode: CameraMode;
    readonly signal?: AbortSignal | undefined;
  }): Promise<MediaConnection>;
  /**
   * Starts a microphone.
   * @throws {TransportError} as `openCamera`.
   */
  openMicrophone(options: {
    readonly id: string;
    readonly mode: MicrophoneMode;
    readonly signal?: AbortSignal | undefined;
  }): Promise<MediaConnection>;
}
