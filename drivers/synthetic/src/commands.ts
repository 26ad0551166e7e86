/** What can be done with a synthetic device beside streaming. */
import type { DeviceCommands, JsonObject, TypedArray } from '@modlink/sdk';

export interface CommandTargets {
  /** Whether the device has signals, whose amplitude can be set. */
  readonly hasSignals: boolean;
  mark(label: string): void;
  setAmplitude(factor: number): void;
}

const object = (properties: JsonObject): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  properties,
});

export function syntheticCommands({ hasSignals, mark, setAmplitude }: CommandTargets): DeviceCommands {
  const forAll: DeviceCommands = {
    mark: {
      title: 'Set a marker',
      description: 'Sets a marker at this moment, as a trigger input would.',
      arguments: object({ label: { title: 'Label', type: 'string', minLength: 1, default: 'marker' } }),
      when: 'streaming',
      run: ({ label }: { label: string }) => mark(label),
    },
  };
  if (!hasSignals) return forAll;
  return {
    ...forAll,
    'set-amplitude': {
      title: 'Set the amplitude',
      description: 'Multiplies what the signals measure, from the next samples on.',
      arguments: object({
        factor: { title: 'Factor', type: 'number', minimum: 0, maximum: 100, default: 1 },
      }),
      run: ({ factor }: { factor: number }) => setAmplitude(factor),
    },
  };
}

/** Multiplies samples where they are. 64-bit integers, which no synthetic signal has, stay as they are. */
export function amplify(values: TypedArray, factor: number): void {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return;
  for (let index = 0; index < values.length; index++) values[index] = (values[index] as number) * factor;
}
