import {
  type CameraConnection,
  type ControlOptions,
  Driver,
  type PictureInfo,
  type SearchResult,
  type SearchResultInit,
  StreamDescriptor,
  type TransportError,
} from '@modlink/sdk';
import { readPicture } from './parser/index.js';
import { StreamChunks } from './stream-chunks.js';
import { descriptors, deviceId, streams } from './streams.js';

/** What a search result carries for connecting. */
export type Extra = { readonly id: string };

/** The values of settings.schema.json. */
export type Settings = { readonly scale?: number };

/** Template sensor: measures brightness with a camera. */
export class TemplateSensor extends Driver<Extra, Settings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['template'];
  readonly #chunks = new StreamChunks((...frame) => this.emit(...frame));
  #camera: CameraConnection | undefined;
  #isStreaming = false;

  override get displayName(): string {
    return 'Template sensor';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return descriptors;
  }

  override async search(): Promise<readonly SearchResultInit<Extra>[]> {
    const inputs = await this.transports.media.list();
    return inputs
      .filter(({ kind }) => kind === 'camera')
      .map(({ id, identity, label }) => ({ title: label, identity, extra: { id } }));
  }

  override async connectDevice(
    { extra }: SearchResult<Extra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    const { media } = this.transports;
    const camera = await media.openCamera({ id: extra.id, pixelFormat: 'gray8', signal });
    camera.onPicture((pixels, picture) => this.#receive(pixels, picture));
    camera.onClose((error) => this.#closed(error));
    this.#camera = camera;
    // The camera says how often it has a picture: each gives a sample of every stream.
    return descriptors.map(
      (descriptor) =>
        new StreamDescriptor({ ...descriptor.toJSON(), nominalSampleRateHz: camera.mode.frameRateHz }),
    );
  }

  override async disconnectDevice(): Promise<void> {
    this.stopStreaming();
    await this.#camera?.close();
    this.#camera = undefined;
  }

  override startStreaming(): void {
    this.#isStreaming = true;
  }

  override stopStreaming(): void {
    this.#isStreaming = false;
    this.#chunks.flush();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  #receive(pixels: Uint8Array, { arrivalNs, lost }: PictureInfo): void {
    if (!this.#isStreaming || this.#camera === undefined) return;
    const { scale = 1 } = this.settings;
    for (const [stream, { sampleShape }] of streams.entries()) {
      // Of a signal or a raster, the values stand side by side.
      const [width = 1, height = 1] = [...sampleShape].reverse();
      const cells = readPicture(pixels, this.#camera.mode, { width, height });
      this.#chunks.add(
        stream,
        cells.map((brightness) => brightness * scale),
        { lost, arrivalNs },
      );
    }
  }

  /** @param error - why the camera is closed, where nobody asked for it. */
  #closed(error: TransportError | undefined): void {
    if (error === undefined) return;
    this.stopStreaming();
    this.#camera = undefined;
    this.emitConnectionLost({ code: error.code, message: error.message });
  }
}
