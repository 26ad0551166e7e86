/** The settings of the driver; `settings.schema.json` says the same to hosts, with units and limits. */
export type ReplayFileSettings = {
  /** Just this recording is offered; those in the folders where it is empty. */
  readonly file?: string;
  /** Where recordings are looked for; empty: ModLink's own folder. */
  readonly folders?: readonly string[];
  readonly mostRecordings?: number;
  readonly speed?: number;
  readonly loop?: boolean;
  readonly startAtSeconds?: number;
};

/** What holds where a setting is left out. */
export const defaultSettings = {
  file: '',
  folders: [],
  mostRecordings: 50,
  speed: 1,
  loop: false,
  startAtSeconds: 0,
} as const satisfies Required<ReplayFileSettings>;
