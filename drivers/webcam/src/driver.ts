import {
  type CameraConnection,
  type ControlOptions,
  Driver,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  type Unsubscribe,
} from '@modlink/sdk';
import { chooseMode, describeMode } from './choose-mode.js';
import { WebcamError } from './errors.js';
import { PictureFrames } from './picture-frames.js';
import { findCameras, type WebcamExtra } from './search.js';
import { defaultSettings, type WebcamSettings } from './settings.js';
import { describeStreams, deviceId, previewStreams } from './streams.js';

interface Session {
  readonly camera: CameraConnection;
  /** While it streams: ends that. */
  stop: Unsubscribe | undefined;
}

/** Cameras: stream `video`, one picture per frame, with the time at which it was taken. */
export class Webcam extends Driver<WebcamExtra, WebcamSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['camera'];
  #session: Session | undefined;

  override get displayName(): string {
    return 'Webcam';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  override search(provider: string): Promise<readonly SearchResultInit<WebcamExtra>[]> {
    if (provider !== 'camera') {
      throw new WebcamError(
        'UNKNOWN_PROVIDER',
        `Cameras are found through the provider "camera", not "${provider}".`,
      );
    }
    return findCameras(this.transports.media, this.settings.inputs ?? defaultSettings.inputs);
  }

  /** The streams of the mode that the camera really took, which may differ from the one it was asked for. */
  override async connectDevice(
    { extra }: SearchResult<WebcamExtra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    if (this.#session !== undefined) {
      throw new WebcamError(
        'ALREADY_CONNECTED',
        `The camera ${this.#session.camera.id} is connected. Disconnect it first.`,
      );
    }
    const camera = await this.transports.media.openCamera({ id: extra.id, ...this.#wanted(extra), signal });
    const session: Session = { camera, stop: undefined };
    this.#session = session;
    camera.onClose((error) => error && this.#onLost(session, error));
    this.log.info(`${camera.id} delivers ${describeMode(camera.mode)}.`);
    return describeStreams(camera.mode);
  }

  override async startStreaming(): Promise<void> {
    const session = this.#connected();
    if (session.stop !== undefined) return;
    const frames = new PictureFrames(session.camera.mode, {
      onFrame: (picture, times) => this.emit('video', picture, times),
      onDamage: (message) => this.report('warning', message),
    });
    session.stop = session.camera.onPicture((bytes, info) => frames.take(bytes, info));
  }

  override async stopStreaming(): Promise<void> {
    endStreaming(this.#connected());
  }

  override async disconnectDevice(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    endStreaming(session);
    await session.camera.close();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  /** Inputs of the settings have the mode that they have; of a camera's modes the settings choose. */
  #wanted({ modes, source }: WebcamExtra) {
    if (modes !== undefined) return chooseMode(modes, this.settings);
    const { pixelFormat = defaultSettings.pixelFormat } = this.settings;
    return { source, pixelFormat: pixelFormat === 'auto' ? ('rgb24' as const) : pixelFormat };
  }

  #onLost(session: Session, { code, message }: { readonly code: string; readonly message: string }): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    endStreaming(session);
    this.emitConnectionLost({ code, message });
  }

  #connected(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new WebcamError('NOT_CONNECTED', 'No camera is connected. Search for one and connect it first.');
  }
}

function endStreaming(session: Session): void {
  session.stop?.();
  session.stop = undefined;
}
