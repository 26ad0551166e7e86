/** The settings of the driver; `settings.schema.json` says the same to hosts, with units and limits. */

/** An electrode. What is left out is named `ch1` to `ch4`, and on. */
export type ChannelSettings = {
  readonly name?: string;
  /** A channel that is off reads 0. */
  readonly enabled?: boolean;
};

export type GanglionSettings = {
  readonly scanTimeoutMs?: number;
  /** Only boards whose name contains this are found. */
  readonly nameFilter?: string;
  /** The serial port of a dongle that the system does not list as one. */
  readonly port?: string;
  /** `auto`: what the board tells. */
  readonly firmware?: 'auto' | '2' | '3';
  /** Whether the accelerometer is on; it costs one bit of each sample. */
  readonly accel?: boolean;
  readonly channels?: readonly ChannelSettings[];
  /** Whether the strength of the signal is a stream. */
  readonly rssi?: boolean;
  readonly replyTimeoutMs?: number;
};

/** What holds where a setting is left out. */
export const defaultSettings = {
  scanTimeoutMs: 2000,
  nameFilter: '',
  port: '',
  firmware: 'auto',
  accel: true,
  channels: [],
  rssi: true,
  replyTimeoutMs: 3000,
} as const satisfies GanglionSettings;

/** The settings with their defaults. */
export type CompleteSettings = Required<GanglionSettings>;

export function completeSettings(settings: GanglionSettings): CompleteSettings {
  return { ...defaultSettings, ...settings };
}

/** All four channels, complete. */
export function completeChannels({ channels }: CompleteSettings): readonly Required<ChannelSettings>[] {
  return [1, 2, 3, 4].map((number) => ({ name: `ch${number}`, enabled: true, ...channels[number - 1] }));
}
