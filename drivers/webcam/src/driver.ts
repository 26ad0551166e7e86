import {
  type CameraConnection,
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  type Unsubscribe,
} from '@modlink/sdk';
import { chooseMode, describeMode } from './choose-mode.js';
import { PictureFrames } from './picture-frames.js';
import { findCameras, type WebcamExtra } from './search.js';
import { defaultSettings, type WebcamSettings } from './settings.js';
import { describeStreams, deviceId, previewStreams } from './streams.js';

interface OpenCamera {
  readonly camera: CameraConnection;
  /** While it streams: ends that. */
  stop: Unsubscribe | undefined;
}

/** Cameras: stream `video`, one picture per frame, with the time at which it was taken. */
export class Webcam extends DeviceDriver<OpenCamera, WebcamExtra, WebcamSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['camera'];

  override get displayName(): string {
    return 'Webcam';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams();
  }

  protected override findDevices(): Promise<readonly SearchResultInit<WebcamExtra>[]> {
    return findCameras(this.transports.media, this.settings.inputs ?? defaultSettings.inputs);
  }

  protected override async openDevice(
    { extra }: SearchResult<WebcamExtra>,
    { signal }: ControlOptions,
  ): Promise<OpenCamera> {
    const camera = await this.transports.media.openCamera({ id: extra.id, ...this.#wanted(extra), signal });
    this.log.info(`${camera.id} delivers ${describeMode(camera.mode)}.`);
    return { camera, stop: undefined };
  }

  /** Of the mode that the camera really took, which may differ from the one it was asked for. */
  protected override streamsOf({ camera }: OpenCamera): readonly StreamDescriptor[] {
    return describeStreams(camera.mode);
  }

  protected override watchForLoss({ camera }: OpenCamera, lost: (loss: DeviceLoss) => void): void {
    camera.onClose((error) => error && lost(error));
  }

  protected override begin(open: OpenCamera): void {
    const frames = new PictureFrames(open.camera.mode, {
      onFrame: (picture, times) => this.emit('video', picture, times),
      onDamage: (message) => this.report('warning', message),
    });
    open.stop = open.camera.onPicture((bytes, info) => frames.take(bytes, info));
  }

  /** A camera sends until it is closed. */
  protected override halt(): void {}

  protected override endStreaming(open: OpenCamera): void {
    open.stop?.();
    open.stop = undefined;
  }

  protected override closeDevice({ camera }: OpenCamera): Promise<void> {
    return camera.close();
  }

  /** Inputs of the settings have the mode that they have; of a camera's modes the settings choose. */
  #wanted({ modes, source }: WebcamExtra) {
    if (modes !== undefined) return chooseMode(modes, this.settings);
    const { pixelFormat = defaultSettings.pixelFormat } = this.settings;
    return { source, pixelFormat: pixelFormat === 'auto' ? ('rgb24' as const) : pixelFormat };
  }
}
