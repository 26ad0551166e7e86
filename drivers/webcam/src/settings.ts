/** The settings of the driver; `settings.schema.json` says the same to hosts. */

/** The values of the pixel format setting. */
export const pixelFormatChoices = [
  'auto',
  'mjpeg',
  'rgb24',
  'bgr24',
  'gray8',
  'yuyv422',
  'nv12',
  'rgba32',
  'bgra32',
] as const;
export type PixelFormatChoice = (typeof pixelFormatChoices)[number];

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

export type WebcamSettings = {
  /** Pixels. */
  readonly width?: number;
  /** Pixels. */
  readonly height?: number;
  /** Pictures per second. */
  readonly frameRateHz?: number;
  /** What the frames carry. */
  readonly pixelFormat?: PixelFormatChoice;
  /** What `search` offers beside the cameras that the system lists. */
  readonly inputs?: readonly ConfiguredInput[];
};

/** What holds where a setting is left out. */
export const defaultSettings = { pixelFormat: 'auto', inputs: [] } as const satisfies WebcamSettings;
