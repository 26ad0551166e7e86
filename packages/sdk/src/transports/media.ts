import type { PixelFormat } from '../descriptor.js';
import type { TransportError } from '../errors.js';
import type { Unsubscribe } from './transport.js';

/** One way in which a camera can deliver. */
export interface CameraMode {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Pictures per second, nominally: in the dark, cameras slow down. */
  readonly frameRateHz: number;
  /** The memory order of the pixels that the camera sends. */
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

/** Something that ffmpeg reads although no list has it: a network camera, a stream, the screen, a file. */
export interface MediaSource {
  /** A URL, a path, or what the format calls its input: `rtsp://192.168.1.20/stream1`. */
  readonly input: string;
  /** The name of an ffmpeg input format, where the input does not tell it: `lavfi`, `x11grab`. */
  readonly format?: string | undefined;
  /** ffmpeg's options of this input, without the dash: `{ rtsp_transport: 'tcp' }`. An empty value is an option that takes none. */
  readonly options?: Readonly<Record<string, string>> | undefined;
}

/** What is known of one picture. */
export interface PictureInfo {
  /** Host clock at which the whole picture had reached this process. */
  readonly arrivalNs: bigint;
  /**
   * Host clock at which the picture was taken: the time that the system stamped it with, where it tells that by a clock that can
   * be compared; otherwise its place in time after the picture that came with the least delay. Never after `arrivalNs`.
   */
  readonly captureNs: bigint;
  /** Pictures that are missing between the one before and this one, by the times that they were stamped with. */
  readonly lost: number;
}

/** @param bytes - one whole picture in the pixel format of the connection; **borrowed**: valid during the call. */
export type PictureListener = (bytes: Uint8Array, picture: PictureInfo) => void;

/**
 * @param samples - interleaved, full scale is -1 to 1: all channels of the first sample, then all of the second; **borrowed**.
 * @param arrivalNs - host clock at which the last of them reached this process.
 */
export type SamplesListener = (samples: Float32Array, arrivalNs: bigint) => void;

interface MediaConnection {
  /** The input that was opened. */
  readonly id: string;
  /**
   * Called once when the connection is closed: without an error after `close()`, with `DEVICE_UNPLUGGED` or `IO_FAILED` when
   * the device went away. All data that arrived before was delivered before.
   */
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  /** Ends the capture and gives its lease back. Closing twice does nothing. */
  close(): Promise<void>;
}

/** A running camera. What comes while nobody listens is dropped, and counts as delivered. */
export interface CameraConnection extends MediaConnection {
  /** What it really delivers: a camera may have refused the size or the rate that it was asked for. */
  readonly mode: CameraMode;
  /** Pictures as they arrive, in order, one per call. */
  onPicture(listener: PictureListener): Unsubscribe;
}

/** A running microphone. What comes while nobody listens is dropped. */
export interface MicrophoneConnection extends MediaConnection {
  /** What it delivers. */
  readonly mode: MicrophoneMode;
  /** Samples as they arrive, in order. */
  onSamples(listener: SamplesListener): Unsubscribe;
}

interface OpenMediaOptions {
  /** The `id` of a listed input; with a `source`, the name by which errors and leases call it. */
  readonly id: string;
  /** Opens this instead of a listed input. */
  readonly source?: MediaSource | undefined;
  /** Gives up opening; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How to open a camera. */
export interface CameraOpenOptions extends OpenMediaOptions {
  /** One of the modes of the listed camera; its default when absent. A `source` has the mode that it has. */
  readonly mode?: CameraMode | undefined;
  /** What the listener gets, where that is another format than the mode's: it is converted. `rgb24` without mode. */
  readonly pixelFormat?: PixelFormat | undefined;
}

/** How to open a microphone. */
export interface MicrophoneOpenOptions extends OpenMediaOptions {
  /** 48000 Hz mono when absent; what the input does not have is converted. */
  readonly mode?: MicrophoneMode | undefined;
  /** Milliseconds of sound per call of the listener; 20 when absent. */
  readonly chunkMs?: number | undefined;
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
   * Starts a camera; done when its first picture is there.
   * @throws {TransportError} `DEVICE_NOT_FOUND`, `DEVICE_BUSY`, `PERMISSION_DENIED`, `INVALID_OPTIONS` (a mode it does not have),
   * `TRANSPORT_UNAVAILABLE`, `IO_FAILED`; the reason of the signal when it fires.
   */
  openCamera(options: CameraOpenOptions): Promise<CameraConnection>;
  /**
   * Starts a microphone; done when its first samples are there.
   * @throws {TransportError} as `openCamera`.
   */
  openMicrophone(options: MicrophoneOpenOptions): Promise<MicrophoneConnection>;
}
