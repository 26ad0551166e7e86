import {
  type CameraConnection,
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  type PictureInfo,
  type SearchResult,
  type SearchResultInit,
  StreamDescriptor,
} from '@modlink/sdk';
import { readPicture } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, streams } from './streams.js';

/** What a search result carries for connecting. */
export type Extra = { readonly id: string };

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

/** Template sensor: measures brightness with a camera. */
export class TemplateSensor extends DeviceDriver<CameraConnection, Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));

  override get displayName(): string {
    return 'Template sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return descriptors;
  }

  protected override async findDevices(): Promise<readonly SearchResultInit<Extra>[]> {
    const inputs = await this.transports.media.list();
    return inputs
      .filter(({ kind }) => kind === 'camera')
      .map(({ id, identity, label }) => ({ title: label, identity, extra: { id } }));
  }

  protected override async openDevice(
    { extra }: SearchResult<Extra>,
    { signal }: ControlOptions,
  ): Promise<CameraConnection> {
    const { media } = this.transports;
    const camera = await media.openCamera({ id: extra.id, pixelFormat: 'gray8', signal });
    camera.onPicture((pixels, picture) => this.#receive(camera, pixels, picture));
    return camera;
  }

  /** The camera says how often it has a picture: each gives a sample of every stream. */
  protected override streamsOf({ mode }: CameraConnection): readonly StreamDescriptor[] {
    return descriptors.map(
      (descriptor) => new StreamDescriptor({ ...descriptor.toJSON(), nominalSampleRateHz: mode.frameRateHz }),
    );
  }

  protected override watchForLoss(camera: CameraConnection, lost: (loss: DeviceLoss) => void): void {
    camera.onClose((error) => error && lost(error));
  }

  protected override begin(): void {}

  /** It sends as long as it is open: what comes while it does not stream is left out. */
  protected override halt(): void {}

  protected override endStreaming(): void {
    this.#chunks.flush();
  }

  protected override closeDevice(camera: CameraConnection): Promise<void> {
    return camera.close();
  }

  #receive({ mode }: CameraConnection, pixels: Uint8Array, { arrivalNs, lost }: PictureInfo): void {
    if (!this.isStreaming) return;
    const { scale = 1 } = this.settings;
    for (const [stream, { sampleShape }] of streams.entries()) {
      // Of a signal or a raster, the values stand side by side.
      const [width = 1, height = 1] = [...sampleShape].reverse();
      const cells = readPicture(pixels, mode, { width, height });
      const scaled = cells.map((brightness) => brightness * scale);
      this.#chunks.add(stream, scaled, { lost, arrivalNs });
    }
  }
}
