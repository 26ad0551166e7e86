import {
  type ControlOptions,
  Driver,
  type MicrophoneConnection,
  type MicrophoneMode,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  type Unsubscribe,
} from '@modlink/sdk';
import { MicrophoneError } from './errors.js';
import { LevelMeter } from './level-meter.js';
import { describeMode, findMicrophones, type MicrophoneExtra } from './search.js';
import { defaultSettings, type MicrophoneSettings } from './settings.js';
import { describeStreams, deviceId, levelWindow, previewStreams } from './streams.js';

interface Session {
  readonly microphone: MicrophoneConnection;
  /** While it streams: ends that. */
  stop: Unsubscribe | undefined;
}

/** What is asked for where neither the settings nor the device say something: an input of the settings. */
const usualMode: MicrophoneMode = { sampleRateHz: 48_000, channels: 1 };

/** Microphones: streams `audio`, samples from -1 to 1, and `level`, RMS and peak of each channel in dBFS. */
export class Microphone extends Driver<MicrophoneExtra, MicrophoneSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['microphone'];
  #session: Session | undefined;

  override get displayName(): string {
    return 'Microphone';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams(defaultSettings.chunkMs);
  }

  override search(provider: string): Promise<readonly SearchResultInit<MicrophoneExtra>[]> {
    if (provider !== 'microphone') {
      throw new MicrophoneError(
        'UNKNOWN_PROVIDER',
        `Microphones are found through the provider "microphone", not "${provider}".`,
      );
    }
    return findMicrophones(this.transports.media, this.settings.inputs ?? defaultSettings.inputs);
  }

  override async connectDevice(
    { extra }: SearchResult<MicrophoneExtra>,
    { signal }: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    if (this.#session !== undefined) {
      throw new MicrophoneError(
        'ALREADY_CONNECTED',
        `The microphone ${this.#session.microphone.id} is connected. Disconnect it first.`,
      );
    }
    const { id, source, mode = usualMode } = extra;
    const {
      chunkMs = defaultSettings.chunkMs,
      sampleRateHz = mode.sampleRateHz,
      channels = mode.channels,
    } = this.settings;
    const microphone = await this.transports.media.openMicrophone({
      id,
      source,
      mode: { sampleRateHz, channels },
      chunkMs,
      signal,
    });
    const session: Session = { microphone, stop: undefined };
    this.#session = session;
    microphone.onClose((error) => error && this.#onLost(session, error));
    this.log.info(`${id} delivers ${describeMode(microphone.mode)}.`);
    return describeStreams(microphone.mode, chunkMs);
  }

  override async startStreaming(): Promise<void> {
    const session = this.#connected();
    if (session.stop !== undefined) return;
    const { microphone } = session;
    let arrivedNs = 0n;
    const meter = new LevelMeter(microphone.mode.channels, levelWindow(microphone.mode), (levels) =>
      this.emit('level', levels, { arrivalNs: arrivedNs }),
    );
    session.stop = microphone.onSamples((samples, arrivalNs) => {
      arrivedNs = arrivalNs;
      this.emit('audio', samples, { arrivalNs, order: 'samples' });
      meter.push(samples);
    });
  }

  override async stopStreaming(): Promise<void> {
    endStreaming(this.#connected());
  }

  override async disconnectDevice(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    endStreaming(session);
    await session.microphone.close();
  }

  override onShutdown(): Promise<void> {
    return this.disconnectDevice();
  }

  #onLost(session: Session, { code, message }: { readonly code: string; readonly message: string }): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    endStreaming(session);
    this.emitConnectionLost({ code, message });
  }

  #connected(): Session {
    if (this.#session !== undefined) return this.#session;
    throw new MicrophoneError(
      'NOT_CONNECTED',
      'No microphone is connected. Search for one and connect it first.',
    );
  }
}

function endStreaming(session: Session): void {
  session.stop?.();
  session.stop = undefined;
}
