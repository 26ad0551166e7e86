/**
 * Where electrodes are: BIDS 1.8.0, "Electroencephalography", "Electrodes description" and "Coordinate system JSON". Known where
 * the metadata of the stream have `electrodePositions`: `{ system, unit, positions }`, with the name of the coordinate system
 * (such as `CapTrak`), `m`, `cm` or `mm`, and `[x, y, z]` or `null` for each channel.
 */
import type { StreamDescriptor } from '@modlink/sdk';
import { plainLabels } from '../edf/edf-signals.js';
import { electrodeNames } from '../streams/channels.js';
import type { Impedances } from '../streams/impedances.js';
import { isJsonObject } from '../streams/json-object.js';
import { jsonText, tsvText } from './tsv.js';

const units: ReadonlySet<unknown> = new Set(['m', 'cm', 'mm']);

export interface ElectrodeFiles {
  readonly electrodes: string;
  readonly coordsystem: string;
}

/** @returns the texts of `_electrodes.tsv` and `_coordsystem.json`, where the positions are known. */
export function electrodeFiles(
  descriptor: StreamDescriptor,
  channels: number,
  impedances: Impedances | undefined,
): ElectrodeFiles | undefined {
  const known = readPositions(descriptor);
  if (known === undefined) return undefined;
  const labels = plainLabels(descriptor, channels);
  const names = electrodeNames(descriptor, channels);
  return {
    electrodes: tsvText([
      ['name', 'x', 'y', 'z', 'impedance'],
      ...labels.map((label, channel) => {
        const [x, y, z] = known.positions[channel] ?? [];
        const ohm = impedances?.get(descriptor.channelNames[channel] ?? '') ?? impedances?.get(channel + 1);
        return [names[channel] || label, x, y, z, ohm === undefined ? undefined : ohm / 1000];
      }),
    ]),
    coordsystem: jsonText({
      EEGCoordinateSystem: known.system,
      EEGCoordinateUnits: known.unit,
      ...(known.system === 'Other' && { EEGCoordinateSystemDescription: 'As the driver of the device says' }),
    }),
  };
}

function readPositions({
  metadata,
}: StreamDescriptor):
  | { system: string; unit: string; positions: readonly (readonly number[] | undefined)[] }
  | undefined {
  const { electrodePositions: given } = metadata;
  if (!isJsonObject(given)) return undefined;
  const { system, unit, positions } = given;
  if (typeof system !== 'string' || !units.has(unit) || !Array.isArray(positions)) return undefined;
  return {
    system,
    unit: String(unit),
    positions: positions.map((position) =>
      Array.isArray(position) && position.length === 3 && position.every((each) => typeof each === 'number')
        ? (position as number[])
        : undefined,
    ),
  };
}
