/**
 * `@modlink/testkit`: proves a driver without hardware. The tests for vitest are in `@modlink/testkit/vitest`; nothing here
 * needs a test runner.
 */
export type {
  BleCharacteristicDefinition,
  BleLine,
  BlePeripheral,
  BleReactions,
  BleServiceDefinition,
} from './ble/ble-peripheral.js';
export { counterPeripheral, counterUuids } from './ble/counter-peripheral.js';
export { SimulatedBle, type SimulatedBleOptions } from './ble/simulated-ble.js';
export { checkDriver, checkRule, driverRules, type RuleResult, skipReason } from './check-driver.js';
export { VirtualClock, type VirtualClockOptions } from './clock/virtual-clock.js';
export { TestkitError, type TestkitErrorCode, testkitErrorCodes } from './errors.js';
export type { HidContractDevice, HidStep, HidSubject } from './hid/hid-contract-device.js';
export type { HidDevice, HidDeviceLine, HidDeviceReactions } from './hid/hid-device.js';
export { type HidTransportRule, hidTransportRules } from './hid/hid-rules.js';
export { SimulatedHid, type SimulatedHidOptions } from './hid/simulated-hid.js';
export { simulatedHidSubject } from './hid/simulated-hid-subject.js';
export type { SimulatedCamera, SimulatedMicrophone } from './media/media-device.js';
export { SimulatedMedia, type SimulatedMediaOptions } from './media/simulated-media.js';
export { FrameRecorder, type FrameRecorderOptions, type RecordedReport } from './recording/frame-recorder.js';
export { findGaps, type RecordedFrame, sampleCount, samplesByChannel } from './recording/recorded-frame.js';
export type { DriverCheckOptions, DriverRule } from './rules/rule.js';
export type { Outcome, Stage, Subject } from './rules/stage.js';
export type { DeviceLine, DeviceReactions, SerialDevice } from './serial/serial-device.js';
export { SimulatedSerial, type SimulatedSerialOptions } from './serial/simulated-serial.js';
export { type Distortion, dropped, duplicated, noisy, split, truncated } from './transport/distortions.js';
export type { SimulatedTransport } from './transport/simulated-transport.js';
