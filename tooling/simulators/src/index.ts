/** `@modlink/simulators`: simulated devices on real pseudo-terminals, Bluetooth peripherals, pictures and sound; and plots of what drivers make of them. */

export type {
  BleCharacteristicDefinition,
  BleLine,
  BlePeripheral,
  BleReactions,
  BleServiceDefinition,
} from './ble/ble-peripheral.js';
export { ganglionPeripheral } from './ble/ganglion.js';
export type { GanglionOptions } from './ble/ganglion-board.js';
export {
  encodeGanglionImpedance,
  encodeGanglionPair,
  encodeGanglionRaw,
  encodeGanglionText,
  ganglionDeltaField,
  ganglionValueField,
} from './ble/ganglion-packets.js';
export { type GanglionFormat, ganglionAccel, ganglionSamples } from './ble/ganglion-signals.js';
export {
  encodeHeartRate,
  type HeartRateOptions,
  heartRatePeripheral,
  type SimulatedHeartRate,
  simulatedHeartRate,
} from './ble/heart-rate.js';
export { type MuseOptions, musePeripheral } from './ble/muse.js';
export {
  encodeMuseEeg,
  encodeMuseMotion,
  encodeMusePpg,
  encodeMuseTelemetry,
  encodeMuseText,
} from './ble/muse-packets.js';
export { museEeg, museElectrodes, museMotion, musePpg, museTelemetry } from './ble/muse-signals.js';
export { type NordicUartOptions, nordicUartPeripheral } from './ble/nordic-uart.js';
export { type PolarOptions, polarPeripheral } from './ble/polar.js';
export { encodeDeltas, encodeFrame, encodePpi, encodeRaw } from './ble/polar-frames.js';
export { type PolarModelName, polarModels } from './ble/polar-models.js';
export {
  type PolarMeasurement,
  polarPpi,
  polarSample,
  type SimulatedPpi,
} from './ble/polar-signals.js';
export { CytonBoard, type CytonBoardOptions } from './cyton/board.js';
export type { CytonFault } from './cyton/faults.js';
export { encodeCytonPacket, encodeCytonSample } from './cyton/packets.js';
export {
  type CytonEeg,
  type CytonEegRow,
  type CytonSample,
  loadCytonEeg,
  syntheticCytonSamples,
} from './cyton/samples.js';
export { cytonSerialDevice } from './cyton/serial-device.js';
export { type CytonSimulator, type CytonSimulatorOptions, openCytonSimulator } from './cyton/simulator.js';
export { type CytonProcess, startCytonProcess } from './cyton/simulator-process.js';
export { encodeEvent, encodeResponse } from './ganglion-dongle/bgapi.js';
export { Bled112, type DongleHost } from './ganglion-dongle/bled112.js';
export { type DongleProcess, startDongleProcess } from './ganglion-dongle/simulator-process.js';
export {
  type NumberedPicturesOptions,
  numberedPictures,
  numberOfPicture,
} from './media/numbered-pictures.js';
export { type PulseServer, startPulseServer, type ToneOptions } from './media/pulse-server.js';
export { drawFrames, type PlotOptions, type PlotRow } from './plot/draw-frames.js';
export { PseudoTerminal } from './pseudo-terminal.js';
export {
  type LinesSimulator,
  type LinesSimulatorOptions,
  openLinesSimulator,
} from './serial-lines/simulator.js';
export { type LinesProcess, startLinesProcess } from './serial-lines/simulator-process.js';
