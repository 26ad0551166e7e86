/** The electrodes in the order of the ids from 201 on (OpenBCI_Ganglion_Library, `Definitions_Ganglion.h`). */
export const impedanceElectrodes = ['ch1', 'ch2', 'ch3', 'ch4', 'reference'] as const;
export type ImpedanceElectrode = (typeof impedanceElectrodes)[number];

/** What the board measured at one electrode. */
export interface ImpedancePacket {
  readonly electrode: ImpedanceElectrode;
  /** As the board computes it. */
  readonly ohm: number;
}

/**
 * Ids 201 to 205: digits in ASCII that end in `Z` (BrainFlow, `ganglion_native.cpp`: `read_data`).
 * @returns `undefined` for what is no such packet. Never throws.
 */
export function parseImpedance(bytes: Uint8Array): ImpedancePacket | undefined {
  const electrode = impedanceElectrodes[(bytes[0] ?? 0) - 201];
  const text = String.fromCharCode(...bytes.subarray(1, 20));
  const digits = /^(\d{1,10})Z/.exec(text)?.[1];
  if (electrode === undefined || digits === undefined) return undefined;
  return { electrode, ohm: Number(digits) };
}
