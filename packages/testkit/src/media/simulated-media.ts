import {
  type CameraConnection,
  type CameraInfo,
  type CameraOpenOptions,
  type MediaTransport,
  type MicrophoneConnection,
  type MicrophoneInfo,
  type MicrophoneOpenOptions,
  TransportError,
  type TransportMap,
  type Unsubscribe,
} from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { Openings } from '../transport/openings.js';
import type { SimulatedTransport } from '../transport/simulated-transport.js';
import type { SimulatedCamera, SimulatedMicrophone } from './media-device.js';
import {
  type CaptureWorld,
  SimulatedCameraConnection,
  type SimulatedCapture,
  SimulatedMicrophoneConnection,
} from './simulated-capture.js';

/** What a {@link SimulatedMedia} is made of. */
export interface SimulatedMediaOptions {
  /** The clock by which pictures and samples come. */
  readonly clock: VirtualClock;
  readonly cameras?: readonly SimulatedCamera[] | undefined;
  readonly microphones?: readonly SimulatedMicrophone[] | undefined;
}

const defaultChunkMs = 20;

/**
 * Cameras and microphones with scripted contents, on a virtual clock, with faults on demand. A `source` is looked up by its `id`
 * among the devices.
 */
export class SimulatedMedia implements MediaTransport, SimulatedTransport {
  /** Overwritten, so that a driver that keeps what it only borrowed is noticed. */
  overwritesBytes = true;
  readonly #clock: VirtualClock;
  readonly #cameras: readonly SimulatedCamera[];
  readonly #microphones: readonly SimulatedMicrophone[];
  readonly #openings = new Openings<SimulatedCapture>(
    { one: 'input', all: 'the inputs', gone: 'unplugged', busy: 'is open already. Close it first.' },
    ({ id }) => id,
  );
  #isSilent = false;
  #picturesToLose = 0;

  constructor({ clock, cameras = [], microphones = [] }: SimulatedMediaOptions) {
    this.#clock = clock;
    this.#cameras = cameras;
    this.#microphones = microphones;
  }

  /** This transport, as a driver gets it. */
  get transports(): Partial<TransportMap> {
    return { media: this };
  }

  get openings(): number {
    return this.#openings.count;
  }

  get openDevices(): readonly string[] {
    return this.#openings.names;
  }

  async list(): Promise<readonly (CameraInfo | MicrophoneInfo)[]> {
    if (!this.#openings.isPluggedIn) return [];
    const named = ({ id, identity = id, label = id }: SimulatedCamera | SimulatedMicrophone) => ({
      id,
      identity,
      label,
    });
    return [
      ...this.#cameras.map((camera) => ({ ...named(camera), kind: 'camera' as const, modes: camera.modes })),
      ...this.#microphones.map((each) => ({
        ...named(each),
        kind: 'microphone' as const,
        modes: each.modes,
      })),
    ];
  }

  watch(onChange: () => void): Unsubscribe {
    return this.#openings.watch(onChange);
  }

  openCamera(options: CameraOpenOptions): Promise<CameraConnection> {
    return this.#open(this.#cameras, options, (camera, world) => {
      const mode = options.mode ?? camera.modes[0];
      const delivered = { ...mode, pixelFormat: options.pixelFormat ?? mode.pixelFormat };
      return new SimulatedCameraConnection(camera, delivered, world);
    });
  }

  openMicrophone(options: MicrophoneOpenOptions): Promise<MicrophoneConnection> {
    const { mode, chunkMs = defaultChunkMs } = options;
    return this.#open(
      this.#microphones,
      options,
      (microphone, world) =>
        new SimulatedMicrophoneConnection(microphone, mode ?? microphone.modes[0], chunkMs, world),
    );
  }

  unplug(): void {
    this.#openings.unplug((capture) => {
      capture.lose(
        new TransportError('DEVICE_UNPLUGGED', `The simulated input ${capture.id} was unplugged.`, {
          subject: { path: capture.id },
        }),
      );
    });
  }

  /** The devices are back. */
  plugIn(): void {
    this.#openings.plugIn();
  }

  failNextOpen(error: Error): void {
    this.#openings.failNext(error);
  }

  stallOpening(): void {
    this.#openings.stall();
  }

  /** The next pictures are lost on their way; the one after them tells how many. */
  losePictures(count: number): void {
    this.#picturesToLose += count;
  }

  /** Nothing comes any more, although nothing is closed; `false` ends that. */
  fallSilent(isSilent = true): void {
    this.#isSilent = isSilent;
  }

  async #open<Device extends { readonly id: string }, Opened extends SimulatedCapture>(
    devices: readonly Device[],
    { id, signal }: CameraOpenOptions | MicrophoneOpenOptions,
    connect: (device: Device, world: CaptureWorld) => Opened,
  ): Promise<Opened> {
    this.#openings.begin(signal);
    return this.#openings.open({
      devices: devices,
      nameOf: (each) => each.id,
      name: id,
      signal,
      connect: (device) =>
        connect(device, {
          clock: this.#clock,
          isSilent: () => this.#isSilent,
          losesPicture: () => this.#losesPicture(),
          overwritesBytes: () => this.overwritesBytes,
          closed: (closed) => this.#openings.closed(closed),
        }),
    });
  }

  #losesPicture(): boolean {
    if (this.#picturesToLose === 0) return false;
    this.#picturesToLose -= 1;
    return true;
  }
}
