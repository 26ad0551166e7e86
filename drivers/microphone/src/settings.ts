/** The settings of the driver; `settings.schema.json` says the same to hosts. */

/** Something that ffmpeg reads although the system does not list it. */
export type ConfiguredInput = {
  /** By which the device is known: another name is another device. */
  readonly name: string;
  /** A URL, a path, or what the format calls its input. */
  readonly input: string;
  /** The name of an ffmpeg input format, where the input does not tell it. */
  readonly format?: string;
  /** ffmpeg's options of the input, without the dash. */
  readonly options?: Readonly<Record<string, string>>;
};

export type MicrophoneSettings = {
  /** Samples per second and channel; what the device has when left out. */
  readonly sampleRateHz?: number;
  /** What the device has when left out. */
  readonly channels?: number;
  /** Milliseconds of sound per frame. */
  readonly chunkMs?: number;
  /** What `search` offers beside the microphones that the system lists. */
  readonly inputs?: readonly ConfiguredInput[];
};

/** What holds where a setting is left out. */
export const defaultSettings = { chunkMs: 20, inputs: [] } as const satisfies MicrophoneSettings;
