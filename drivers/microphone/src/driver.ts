import {
  type ControlOptions,
  DeviceDriver,
  type DeviceLoss,
  type MicrophoneConnection,
  type MicrophoneMode,
  type SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
  type Unsubscribe,
} from '@modlink/sdk';
import { LevelMeter } from './level-meter.js';
import { describeMode, findMicrophones, type MicrophoneExtra } from './search.js';
import { defaultSettings, type MicrophoneSettings } from './settings.js';
import { describeStreams, deviceId, levelWindow, previewStreams } from './streams.js';

interface OpenMicrophone {
  readonly microphone: MicrophoneConnection;
  readonly chunkMs: number;
  /** While it streams: ends that. */
  stop: Unsubscribe | undefined;
}

/** What is asked for where neither the settings nor the device say something: an input of the settings. */
const usualMode: MicrophoneMode = { sampleRateHz: 48_000, channels: 1 };

/** Microphones: streams `audio`, samples from -1 to 1, and `level`, RMS and peak of each channel in dBFS. */
export class Microphone extends DeviceDriver<OpenMicrophone, MicrophoneExtra, MicrophoneSettings> {
  override readonly deviceId = deviceId;
  override readonly supportedProviders = ['microphone'];

  override get displayName(): string {
    return 'Microphone';
  }

  override descriptors(): readonly StreamDescriptor[] {
    return previewStreams(defaultSettings.chunkMs);
  }

  protected override findDevices(): Promise<readonly SearchResultInit<MicrophoneExtra>[]> {
    return findMicrophones(this.transports.media, this.settings.inputs ?? defaultSettings.inputs);
  }

  protected override async openDevice(
    { extra }: SearchResult<MicrophoneExtra>,
    { signal }: ControlOptions,
  ): Promise<OpenMicrophone> {
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
    this.log.info(`${id} delivers ${describeMode(microphone.mode)}.`);
    return { microphone, chunkMs, stop: undefined };
  }

  protected override streamsOf({ microphone, chunkMs }: OpenMicrophone): readonly StreamDescriptor[] {
    return describeStreams(microphone.mode, chunkMs);
  }

  protected override watchForLoss({ microphone }: OpenMicrophone, lost: (loss: DeviceLoss) => void): void {
    microphone.onClose((error) => error && lost(error));
  }

  protected override begin(open: OpenMicrophone): void {
    const { microphone } = open;
    let arrivedNs = 0n;
    const meter = new LevelMeter(microphone.mode.channels, levelWindow(microphone.mode), (levels) =>
      this.emit('level', levels, { arrivalNs: arrivedNs }),
    );
    open.stop = microphone.onSamples((samples, arrivalNs) => {
      arrivedNs = arrivalNs;
      this.emit('audio', samples, { arrivalNs, order: 'samples' });
      meter.push(samples);
    });
  }

  /** A microphone sends until it is closed. */
  protected override halt(): void {}

  protected override endStreaming(open: OpenMicrophone): void {
    open.stop?.();
    open.stop = undefined;
  }

  protected override closeDevice({ microphone }: OpenMicrophone): Promise<void> {
    return microphone.close();
  }
}
