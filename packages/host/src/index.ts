/**
 * `@modlink/host`: the runtime that finds drivers, runs each isolated, and gives every consumer the same frames.
 * {@link createHost} is the way in; the rest are the parts of what it gives.
 */
export {
  completeOptions as completeExportOptions,
  ExportError,
  type ExportErrorCode,
  type ExportedFile,
  type ExportFormat,
  type ExportOptions,
  type ExportProgress,
  type ExportResult,
  exportErrorCodes,
  exportFormats,
  exportRecording,
  type SkippedStream,
} from '@modlink/export';
export {
  ImportError,
  type ImportErrorCode,
  type ImportedStream,
  type ImportFormat,
  type ImportOptions,
  type ImportProgress,
  type ImportResult,
  type ImportWarning,
  importErrorCodes,
  importFormats,
  importRecording,
} from '@modlink/import';
export type {
  InstalledPackage,
  InstallPhase,
  InstallProgress,
  OutdatedPackage,
  RegistryPackage,
} from '@modlink/installer';
export {
  InstallerError,
  type InstallerErrorCode,
  isProcessRunning,
  isRegistrySpec,
  readBlockedVersions,
} from '@modlink/installer/installed';
export {
  Bus,
  type BusStream,
  type ConsumerInfo,
  type FrameListener,
  type FrameMessage,
  type StreamSelector,
} from './bus/bus.js';
export type { StreamRates } from './bus/recent-rates.js';
export type { OverflowPolicy, Subscription, SubscriptionOptions } from './bus/subscription.js';
export { createHostClock, type HostClock } from './clock/host-clock.js';
export type { Devices, SearchOptions } from './devices/devices.js';
export type { FoundDevice, SearchOutcome } from './devices/found-device.js';
export { type DiagnosticBundleOptions, diagnosticBundle } from './diagnostics/diagnostic-bundle.js';
export { maskSettings } from './diagnostics/mask-secrets.js';
export type { DriverCatalogue, ListedDriver } from './drivers/driver-catalogue.js';
export type { DisabledBy } from './drivers/may-run.js';
export { HostError, type HostErrorCode, hostErrorCodes } from './errors.js';
export { type EventWords, eventWords } from './events/event-words.js';
export type {
  HostEvent,
  HostEventMap,
  HostEvents,
  HostEventType,
  IsolateExitCause,
} from './events/host-events.js';
export type { Health } from './health/health.js';
export { type HealthEntry, type HealthKind, healthKinds } from './health/health-entry.js';
export { createHost, type Host } from './host.js';
export type { HostOptions } from './host-options.js';
export { type DriverModule, loadDriver } from './isolate/load-driver.js';
export { type FrameRefusal, frameRefusals } from './isolate/messages.js';
export {
  PackageJob,
  type PackageJobKind,
  type PackageJobResult,
  type PackageJobSnapshot,
  type PackageJobState,
} from './packages/package-job.js';
export type { KnowingDriver, PackageSuggestion } from './packages/package-suggestions.js';
export type { PackageSuggestions, Packages } from './packages/packages.js';
export type { ActiveRecording, MarkOptions, RecordingSpace } from './recording/active-recording.js';
export * from './recording/index.js';
export type { Recordings, StartRecordingOptions } from './recording/recordings.js';
export * from './registry/index.js';
export * from './replay/index.js';
export {
  type AllowList,
  type Changes,
  type DriverChoice,
  type HostValueName,
  type HostValues,
  hostValueEffects,
  hostValuesJsonSchema,
  type KnownDevice,
  type LiveValues,
  modlinkHome,
  type SavedHostValues,
  type SavedPolicy,
  type SettingsProblem,
  type TakesEffect,
} from './settings/index.js';
export type { Setup, SetupDevice } from './setups/setup.js';
export type { RestoredDevice, SetupContent, Setups } from './setups/setups.js';
export type { Device } from './supervisor/device.js';
export type { DeviceInfo, DeviceState } from './supervisor/device-info.js';
export type { DevicePolicies } from './supervisor/device-options.js';
export { type ControlTimeouts, defaultControlTimeouts } from './supervisor/isolate.js';
export { defaultReconnectOptions, type ReconnectOptions } from './supervisor/reconnect-policy.js';
export { defaultRestartOptions, type RestartOptions } from './supervisor/restart-policy.js';
export { defaultSilenceOptions, type SilenceOptions } from './supervisor/silence-watchdog.js';
