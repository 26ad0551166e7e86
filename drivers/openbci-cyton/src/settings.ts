/** The settings of the driver; `settings.schema.json` says the same to hosts. */
import { type Gain, gains } from './parser/index.js';

/** The values of the input setting, in the order of the board's codes. */
export const channelInputs = [
  'normal',
  'shorted',
  'bias-measurement',
  'supply',
  'temperature',
  'test-signal',
  'bias-drive-positive',
  'bias-drive-negative',
] as const;
export type ChannelInput = (typeof channelInputs)[number];

/** One channel. What is left out is as the board has it after power-up. */
export type ChannelSettings = {
  /** The electrode, for example `Fp1`; `ch1`, `ch2`, ... when left out. */
  readonly name?: string;
  /** The `gain` of all channels when left out. */
  readonly gain?: Gain;
  /** A channel that is off reads 0. */
  readonly enabled?: boolean;
  readonly input?: ChannelInput;
  /** Whether the channel is part of the bias (driven ground) signal. */
  readonly bias?: boolean;
  /** Whether the positive input is connected to SRB2, the usual EEG reference. */
  readonly srb2?: boolean;
  /** Whether the negative inputs are connected to SRB1. */
  readonly srb1?: boolean;
};

export type CytonSettings = {
  /** A port that `search` offers beside those that the system lists, such as a pseudo-terminal. */
  readonly port?: string;
  /** Symbols per second between computer and dongle. */
  readonly baudRate?: 115200 | 230400 | 921600;
  /** `auto` takes what the board reports; `on` insists on 16 channels; `off` uses 8 although there are 16. */
  readonly expectDaisy?: 'auto' | 'on' | 'off';
  /** Samples per frame. */
  readonly chunkSize?: number;
  /** How long the board may take for an answer. */
  readonly replyTimeoutMs?: number;
  /** The gain of every channel that has none of its own. */
  readonly gain?: Gain;
  /** From channel 1 on; channels beyond its end are as the board has them. */
  readonly channels?: readonly ChannelSettings[];
};

/** What holds where a setting is left out. */
export const defaultSettings = {
  baudRate: 115200,
  expectDaisy: 'auto',
  chunkSize: 10,
  replyTimeoutMs: 5000,
  gain: 24,
  channels: [],
} as const satisfies CytonSettings;

/** The settings with their defaults. */
export type CompleteSettings = CytonSettings & Required<Omit<CytonSettings, 'port'>>;

export function completeSettings(settings: CytonSettings): CompleteSettings {
  return { ...defaultSettings, ...settings };
}

/** Everything that is set on one channel. */
export type ChannelConfiguration = Required<ChannelSettings>;

export function configureChannels(
  settings: CompleteSettings,
  count: number,
): readonly ChannelConfiguration[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `ch${index + 1}`,
    gain: settings.gain,
    enabled: true,
    input: 'normal',
    bias: true,
    srb2: true,
    srb1: false,
    ...settings.channels[index],
  }));
}

const channelKeys = '12345678QWERTYUI';
/** Power on, gain 24, normal input, in the bias, on SRB2, not on SRB1. */
const settingsAfterReset = '060110';

/** Whether a channel is to be as it is after a reset of the board. */
export function isAsAfterReset(channel: ChannelConfiguration): boolean {
  return channelDigits(channel) === settingsAfterReset;
}

/**
 * The command that sets a channel (OpenBCI documentation, "Cyton Board SDK", section "Channel Setting Commands").
 * @param index - 0 for channel 1.
 */
export function channelCommand(index: number, channel: ChannelConfiguration): string {
  return `x${channelKeys.charAt(index)}${channelDigits(channel)}X`;
}

/**
 * The command that sends the test current through an input of a channel, or stops it ("LeadOff Impedance Commands").
 * @param index - 0 for channel 1.
 */
export function testCurrentCommand(index: number, input: 'p' | 'n' | 'off'): string {
  return `z${channelKeys.charAt(index)}${input === 'p' ? 1 : 0}${input === 'n' ? 1 : 0}Z`;
}

function channelDigits(channel: ChannelConfiguration): string {
  return [
    channel.enabled ? 0 : 1,
    gains.indexOf(channel.gain),
    channelInputs.indexOf(channel.input),
    channel.bias ? 1 : 0,
    channel.srb2 ? 1 : 0,
    channel.srb1 ? 1 : 0,
  ].join('');
}
