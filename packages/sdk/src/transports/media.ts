import type { PixelFormat } from '../descriptor.js';
import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/** One way in which a camera can deliver. */
export interface CameraMode {
  readonly width: number;
  readonly height: number;
  readonly frameRateHz: number;
  readonly pixelFormat: PixelFormat;
}

/** One way in which a microphone can deliver. */
export interface MicrophoneMode {
  readonly sampleRateHz: number;
  readonly channels: number;
}

interface MediaInput {
  /** What `open` takes. */
  readonly id: string;
  readonly identity: string;
  readonly label: string;
}
export interface CameraInfo extends MediaInput {
  readonly kind: 'camera';
  readonly modes: readonly CameraMode[];
}
export interface MicrophoneInfo extends MediaInput {
  readonly kind: 'microphone';
  readonly modes: readonly MicrophoneMode[];
}

/** A running capture. A camera delivers one whole picture per call, a microphone interleaved float32 samples. */
export interface MediaConnection {
  readonly id: string;
  onData(listener: DataListener): Unsubscribe;
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  close(): Promise<void>;
}

/** Cameras and microphones. `TRANSPORT_UNAVAILABLE` where the capture program is missing. */
export interface MediaTransport {
  list(): Promise<readonly (CameraInfo | MicrophoneInfo)[]>;
  openCamera(options: {
    readonly id: string;
    readonly mode: CameraMode;
    readonly signal?: AbortSignal | undefined;
  }): Promise<MediaConnection>;
  openMicrophone(options: {
    readonly id: string;
    readonly mode: MicrophoneMode;
    readonly signal?: AbortSignal | undefined;
  }): Promise<MediaConnection>;
}
