/** What can be done with a board beside streaming: OpenBCI documentation, "Ganglion SDK", section "Command Set". */
import type { DeviceCommands, JsonObject, JsonValue } from '@modlink/sdk';
import type { Firmware } from './firmware.js';
import type { GanglionLink } from './link.js';
import { measureImpedance } from './measure-impedance.js';

/** Commands that turn channels off, and on. */
const channelKeys = { off: '1234', on: '!@#$' } as const;

/** @param index - 0 for channel 1. */
export function channelCommand(index: number, isOn: boolean): string {
  return channelKeys[isOn ? 'on' : 'off'].charAt(index);
}

/** What the commands act on: the board that is connected. */
export interface CommandTarget {
  readonly link: GanglionLink;
  readonly firmware: Firmware;
  /** A channel is on or off now. */
  useChannel(index: number, enabled: boolean): void;
  /** From now on, also for the next start. */
  useTestSignal(isOn: boolean): Promise<void>;
}

/** @param target - asked when a command runs. */
export function ganglionCommands(target: () => CommandTarget): DeviceCommands {
  return {
    impedance: {
      title: 'Measure the impedances',
      description:
        'Sends a small current through one electrode after the other; about three seconds. In ohm, as the board computes it; ' +
        'null where it told nothing.',
      result: {
        type: 'object',
        additionalProperties: { type: ['integer', 'null'], description: 'Ohm' },
      },
      when: 'idle',
      run: (_args, { signal }) => measureImpedance(target().link, signal),
    },
    channel: {
      title: 'Turn a channel on or off',
      description: 'A channel that is off reads 0. It holds until the board is disconnected.',
      arguments: object({
        channel: { title: 'Channel', type: 'integer', minimum: 1, maximum: 4, default: 1 },
        enabled: { title: 'On', type: 'boolean', default: true },
      }),
      // The board begins its packets anew, which would look like a loss.
      when: 'idle',
      run: async ({ channel, enabled }: { channel: number; enabled: boolean }) => {
        const { link, useChannel } = target();
        await link.send(channelCommand(channel - 1, enabled));
        useChannel(channel - 1, enabled);
      },
    },
    'test-signal': {
      title: 'Measure a test signal',
      description:
        'Instead of the electrodes: a square wave that the board makes itself, of about 15 uV to either side.',
      arguments: object({ enabled: { title: 'On', type: 'boolean', default: true } }),
      run: ({ enabled }: { enabled: boolean }) => target().useTestSignal(enabled),
    },
    firmware: {
      title: 'Read the firmware version',
      description:
        'As the board told it when it was connected; where the settings name it, its first number.',
      result: { type: 'string' },
      run: () => {
        const { format, version } = target().firmware;
        return version ?? String(format);
      },
    },
  };
}

function object(properties: Readonly<Record<string, JsonValue>>): JsonObject {
  return { type: 'object', additionalProperties: false, properties };
}
