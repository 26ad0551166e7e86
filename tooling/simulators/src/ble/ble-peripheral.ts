/**
 * How a simulated Bluetooth peripheral is written: as a plain definition, which `SimulatedBle` of the test kit runs on a
 * virtual clock, and `@modlink/ble-emulation` on a real Bluetooth stack. `counterPeripheral` of the test kit is an example.
 */
export type {
  BleCharacteristicDefinition,
  BleLine,
  BlePeripheral,
  BleReactions,
  BleServiceDefinition,
} from '@modlink/testkit';
