import type {
  CameraInfo,
  CameraMode,
  MediaSource,
  MicrophoneInfo,
  MicrophoneMode,
  Unsubscribe,
} from '@modlink/sdk';

/** An input that the platform knows; what it can deliver is asked for only where that is of interest. */
export type FoundInput =
  | (Omit<CameraInfo, 'modes'> & { readonly modes: () => Promise<readonly CameraMode[]> })
  | (Omit<MicrophoneInfo, 'modes'> & { readonly modes: () => Promise<readonly MicrophoneMode[]> });

/** Where an operating system has its cameras and microphones, and how ffmpeg opens them. */
export interface Platform {
  find(): Promise<readonly FoundInput[]>;
  /** @throws {TransportError} `DEVICE_NOT_FOUND` for what is no id of this platform. */
  cameraSource(id: string, mode: CameraMode | undefined): MediaSource;
  /** @throws {TransportError} `DEVICE_NOT_FOUND` for what is no id of this platform. */
  microphoneSource(id: string, mode: MicrophoneMode, chunkMs: number): MediaSource;
  /** The one name of the device behind an id, by which it is leased. */
  deviceOf(id: string): Promise<string>;
  /** Calls `look` when inputs may have come or gone. */
  readonly hints?: ((look: () => void) => Unsubscribe) | undefined;
  /** How often it is looked for inputs that come or go, in milliseconds. */
  readonly watchIntervalMs: number;
}
