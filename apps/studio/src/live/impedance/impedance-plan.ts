/**
 * How the command `impedance` of a device is run. Devices measure one channel for each call, which they take as the argument
 * `channel`, from 1, and answer `{ ohm }`; or all of them in one, and answer an object of ohms, `null` where there is none.
 */
import type { WireDevice } from '@modlink/protocol';
import { z } from 'zod';

export type ImpedanceCommand = WireDevice['commands'][number];

/** One call of the command. */
export interface ImpedanceCall {
  /** What is measured by it, if it is one. */
  readonly electrode: string | undefined;
  readonly arguments: Readonly<Record<string, number>>;
}

export const impedanceCommandOf = (device: WireDevice | undefined): ImpedanceCommand | undefined =>
  device?.commands.find(({ name }) => name === 'impedance');

const channelArgument = z.object({
  properties: z.object({ channel: z.object({ maximum: z.int().positive() }) }),
});

export function impedanceCalls(
  command: ImpedanceCommand,
  channelNames: readonly string[],
): readonly ImpedanceCall[] {
  const parsed = channelArgument.safeParse(command.arguments);
  if (!parsed.success) return [{ electrode: undefined, arguments: {} }];
  const { maximum } = parsed.data.properties.channel;
  return Array.from({ length: maximum }, (_, index) => ({
    electrode: channelNames[index] ?? String(index + 1),
    arguments: { channel: index + 1 },
  }));
}

export interface MeasuredElectrode {
  readonly electrode: string;
  /** `undefined` where the device could not tell. */
  readonly ohm: number | undefined;
}

const ofOne = z.object({ ohm: z.number() });
const ofAll = z.record(z.string(), z.number().nullable());

/** What a call gave. */
export function readImpedances(
  call: ImpedanceCall,
  result: unknown,
  channelNames: readonly string[],
): MeasuredElectrode[] {
  if (call.electrode !== undefined) {
    const parsed = ofOne.safeParse(result);
    return [{ electrode: call.electrode, ohm: parsed.success ? parsed.data.ohm : undefined }];
  }
  const parsed = ofAll.safeParse(result);
  if (!parsed.success) return [];
  return Object.entries(parsed.data).map(([key, ohm]) => ({
    electrode: /^\d+$/.test(key) ? (channelNames[Number(key) - 1] ?? key) : key,
    ohm: ohm ?? undefined,
  }));
}
