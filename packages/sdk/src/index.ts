/**
 * `@modlink/sdk`: what a driver is written with.
 *
 * The contract is eight names: {@link Driver}, {@link DriverContext}, {@link DriverFactory}, {@link LoopDriver},
 * {@link FrameEnvelope}, {@link PayloadType}, {@link SearchResult}, {@link StreamDescriptor}. The rest here are
 * their parts. It runs in Node and in browsers, and depends on no other package of ModLink.
 */
export {
  type ArrayOf,
  channelView,
  type DType,
  dtypeOf,
  dtypes,
  type NdArray,
  ndarray,
  sampleView,
  type TypedArray,
  typedArrays,
} from './array.js';
export { type Clock, createSystemClock } from './clock.js';
export {
  type PayloadType,
  type PixelFormat,
  payloadLayouts,
  payloadTypes,
  pixelFormats,
  StreamDescriptor,
  type StreamDescriptorInit,
} from './descriptor.js';
export {
  type CommandedDriver,
  type CommandTime,
  commandTimes,
  type DeviceCommand,
  type DeviceCommandInfo,
  type DeviceCommands,
  describeCommands,
  runCommand,
} from './driver/commands.js';
export { DriverContext, type DriverContextInit, type Logger, type ReportLevel } from './driver/context.js';
export { DeviceDriver, type DeviceLoss } from './driver/device-driver.js';
export {
  type Awaitable,
  type ConnectedStreams,
  type ControlOptions,
  Driver,
  type DriverFactory,
  isDriver,
  isDriverClass,
  requiredMethods,
  type SearchResults,
} from './driver/driver.js';
export { LoopDriver } from './driver/loop-driver.js';
export { RefusalReport } from './driver/refusal-report.js';
export {
  type FilledChunk,
  type NumberDType,
  SampleChunk,
  type SampleChunkOptions,
  type SampleFacts,
} from './driver/sample-chunk.js';
export type { EmitOptions, EmitSamples } from './driver/stream-emitter.js';
export {
  DriverError,
  type DriverErrorCode,
  driverErrorCodes,
  type ErrorSubject,
  isModlinkError,
  ModlinkError,
  type ModlinkErrorOptions,
  type SerializedError,
  serializeError,
  TransportError,
  type TransportErrorCode,
  transportErrorCodes,
} from './errors.js';
export { FrameEnvelope, type FrameEnvelopeInit } from './frame.js';
export {
  makeDeviceId,
  makeStreamId,
  normalizeDeviceId,
  normalizeDeviceName,
  normalizeStreamKey,
} from './identifiers.js';
export { isJsonValue, type JsonObject, type JsonValue } from './json.js';
export { checkMarker, type Marker } from './marker.js';
export { SearchResult, type SearchResultInit } from './search-result.js';
export { type AwaitAnswerOptions, awaitAnswer } from './transports/await-answer.js';
export type {
  BleCharacteristic,
  BleCharacteristicProperty,
  BleConnection,
  BleConnectOptions,
  BlePeripheralInfo,
  BleScanOptions,
  BleServiceInfo,
  BleTransport,
} from './transports/ble.js';
export {
  type BleSearchExtra,
  type FindBlePeripheralsOptions,
  findBlePeripherals,
} from './transports/ble-search.js';
export { normalizeBleUuid } from './transports/ble-uuid.js';
export type {
  HidBusType,
  HidCollection,
  HidConnection,
  HidDeviceInfo,
  HidTransport,
} from './transports/hid.js';
export type {
  CameraConnection,
  CameraInfo,
  CameraMode,
  CameraOpenOptions,
  MediaSource,
  MediaTransport,
  MicrophoneConnection,
  MicrophoneInfo,
  MicrophoneMode,
  MicrophoneOpenOptions,
  PictureInfo,
  PictureListener,
  SamplesListener,
} from './transports/media.js';
export { RssiWatch, type RssiWatchOptions } from './transports/rssi-watch.js';
export type {
  SerialConnection,
  SerialOpenOptions,
  SerialPortInfo,
  SerialSignals,
  SerialTransport,
} from './transports/serial.js';
export { type FindSerialPortsOptions, findSerialPorts } from './transports/serial-search.js';
export {
  type DataListener,
  type TransportKind,
  type TransportMap,
  type TransportModule,
  type TransportRuntime,
  transportKinds,
  type Unsubscribe,
} from './transports/transport.js';
export { type QuietOptions, untilQuiet } from './transports/until-quiet.js';
export { type WatchListOptions, watchList } from './transports/watch-list.js';
