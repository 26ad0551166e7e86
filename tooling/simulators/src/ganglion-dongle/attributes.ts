import type { BleCharacteristicDefinition, BlePeripheral } from '../ble/ble-peripheral.js';

/** What a handle stands for. */
export interface Attribute {
  readonly handle: number;
  /** UUID of the attribute: of a declaration, a characteristic, or its configuration. */
  readonly uuid: string;
  /** The characteristic whose value, or whose configuration, it is. */
  readonly characteristic?: BleCharacteristicDefinition;
}

/** The table of a peripheral's attributes, in the order in which a stack lays it out. */
export function attributesOf({ services }: BlePeripheral): readonly Attribute[] {
  const attributes: Attribute[] = [];
  const add = (uuid: string, characteristic?: BleCharacteristicDefinition): void => {
    attributes.push({
      handle: attributes.length + 1,
      uuid,
      ...(characteristic !== undefined && { characteristic }),
    });
  };
  for (const service of services) {
    add('2800');
    for (const characteristic of service.characteristics) {
      add('2803');
      add(characteristic.uuid, characteristic);
      if (characteristic.properties.includes('notify')) add('2902', characteristic);
    }
  }
  return attributes;
}
