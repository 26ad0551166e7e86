/** `@modlink/simulators`: simulated devices on real pseudo-terminals. */
export type {
  BleCharacteristicDefinition,
  BleLine,
  BlePeripheral,
  BleReactions,
  BleServiceDefinition,
} from './ble/ble-peripheral.js';
export type { CytonFault } from './cyton/faults.js';
export { encodeCytonPacket, encodeCytonSample } from './cyton/packets.js';
export {
  type CytonEeg,
  type CytonEegRow,
  type CytonSample,
  loadCytonEeg,
  syntheticCytonSamples,
} from './cyton/samples.js';
export { type CytonSimulator, type CytonSimulatorOptions, openCytonSimulator } from './cyton/simulator.js';
export { type CytonProcess, startCytonProcess } from './cyton/simulator-process.js';
export { PseudoTerminal } from './pseudo-terminal.js';
export {
  type LinesSimulator,
  type LinesSimulatorOptions,
  openLinesSimulator,
} from './serial-lines/simulator.js';
export { type LinesProcess, startLinesProcess } from './serial-lines/simulator-process.js';
