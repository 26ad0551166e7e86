/** What can be done with a board beside streaming: OpenBCI documentation, "Cyton Board SDK". */
import type { DeviceCommands, JsonObject, JsonValue } from '@modlink/sdk';
import type { BoardCallOptions, CytonBoard } from './board.js';
import { measureImpedance } from './measure-impedance.js';
import { gains } from './parser/index.js';
import {
  type ChannelConfiguration,
  type ChannelSettings,
  channelCommand,
  channelInputs,
} from './settings.js';
import { type CytonSetup, confirmed, setChannels, trimAnswer } from './setup.js';

/** The commands of the section "Test Signal Control Commands". */
const testSignals = { ground: '0', slow: '-', fast: '=', dc: 'p', 'slow-2x': '[', 'fast-2x': ']' } as const;

/** What the commands act on: the board that is connected. */
export interface CommandTarget {
  readonly board: CytonBoard;
  readonly setup: CytonSetup;
  /** How long the board may take for one answer. */
  readonly replyTimeoutMs: number;
  /** The channels are set in another way now. */
  useChannels(channels: readonly ChannelConfiguration[]): void;
}

/** The board answers commands only while it does not stream. */
const when = 'idle';

/**
 * @param channelCount - of the board that is connected, or of one without a Daisy module before that.
 * @param target - asked when a command runs.
 */
export function cytonCommands(channelCount: number, target: () => CommandTarget): DeviceCommands {
  const channel = { title: 'Channel', type: 'integer', minimum: 1, maximum: channelCount, default: 1 };
  const asked = (signal: AbortSignal): BoardCallOptions => ({ signal, timeoutMs: target().replyTimeoutMs });
  return {
    impedance: {
      title: 'Measure the impedance',
      description:
        'Sends 6 nA at 31.25 Hz through the electrode of a channel for about two seconds. N is the input at which EEG ' +
        'electrodes are, P the reference (SRB2). The gain stays as it is.',
      arguments: object({ channel, input: { title: 'Input', enum: ['n', 'p'], default: 'n' } }),
      result: object({ channel: { type: 'integer' }, ohm: { type: 'integer', description: 'Ohm' } }),
      when,
      run: async ({ channel, input }: { channel: number; input: 'n' | 'p' }, { signal }) => {
        const { board, setup } = target();
        const ohm = await measureImpedance(board, setup, { index: channel - 1, input, ...asked(signal) });
        return { channel, ohm: Math.round(ohm) };
      },
    },
    'channel-settings': {
      title: 'Set a channel',
      description: 'What is left out stays as it is. It holds until the board is disconnected.',
      arguments: object({
        channel,
        enabled: { title: 'On', type: 'boolean' },
        gain: { title: 'Gain', enum: [...gains] },
        input: { title: 'Input', enum: [...channelInputs] },
        bias: { title: 'In the bias signal', type: 'boolean' },
        srb2: { title: 'On SRB2', type: 'boolean' },
        srb1: { title: 'On SRB1 (all channels)', type: 'boolean' },
      }),
      when,
      run: async ({ channel, ...given }: ChannelSettings & { channel: number }, { signal }) => {
        const { board, setup, useChannels } = target();
        const channels = setup.channels.map((before, index) =>
          index === channel - 1 ? { ...before, ...given } : before,
        );
        const wanted = channels[channel - 1];
        if (wanted === undefined) return;
        await confirmed(board, channelCommand(channel - 1, wanted), asked(signal));
        useChannels(channels);
      },
    },
    'test-signal': {
      title: 'Measure a test signal',
      description:
        'Turns all channels on and connects them to a signal that the board makes itself; "off" sets them as they were.',
      arguments: object({
        signal: { title: 'Signal', enum: [...Object.keys(testSignals), 'off'], default: 'slow' },
      }),
      when,
      run: async ({ signal: wanted }: { signal: keyof typeof testSignals | 'off' }, { signal }) => {
        const { board, setup } = target();
        if (wanted !== 'off') return confirmed(board, testSignals[wanted], asked(signal));
        await board.ask('d', /updating channel settings[\s\S]*?\$\$\$/, asked(signal));
        await setChannels(board, setup.channels, asked(signal));
      },
    },
    registers: {
      title: 'Read the registers',
      description: 'The registers of the converters and of the accelerometer, as the board prints them.',
      result: { type: 'string' },
      when,
      run: async (_args, { signal }) =>
        trimAnswer(await target().board.ask('?', /Board ADS Registers[\s\S]*?\$\$\$/, asked(signal))),
    },
    firmware: {
      title: 'Read the firmware version',
      result: { type: 'string' },
      when,
      run: async (_args, { signal }) =>
        trimAnswer(await target().board.ask('V', /v\d[^$]*\$\$\$/, asked(signal))),
    },
  };
}

function object(properties: Readonly<Record<string, JsonValue>>): JsonObject {
  return { type: 'object', additionalProperties: false, properties };
}
