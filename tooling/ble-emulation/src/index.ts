/** `@modlink/ble-emulation`: Bluetooth Low Energy without a radio, on emulated controllers. */
export { type BleEmulation, startBleEmulation } from './emulation.js';
export type { EmulatedPeripheral, PeripheralModule } from './peripheral/peripheral-process.js';
