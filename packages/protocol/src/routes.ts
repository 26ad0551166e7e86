/**
 * Every route of the server, once: the server answers them, the client calls them, the OpenAPI document lists them.
 * Commands answer after what they ask for has really happened.
 */
import { z } from 'zod';
import { commandResult, device, foundDevice, searchOutcome, stream } from './devices.js';
import { diagnostic, driver, driverSettings } from './drivers.js';
import { healthHistory } from './health-history.js';
import { health, hostInfo, logEntry, logLevels } from './host.js';
import { hostSettings, hostSettingsChange, policyChange, policyState } from './host-settings.js';
import { importFormat, importId, importJob, startImport } from './imports.js';
import {
  deviceSuggestion,
  installedPackage,
  installPackage,
  jobId,
  namePackage,
  outdatedPackage,
  packageJob,
  registryPackage,
  rollbackPackage,
  updatePackage,
} from './packages.js';
import {
  editEvents,
  editRecording,
  exportFormat,
  exportId,
  exportJob,
  marker,
  markerTaken,
  openReplay,
  recordingDetails,
  recordingId,
  replayChange,
  replayId,
  replayState,
  runningRecording,
  startExport,
  startRecording,
  storedRecording,
  verifyReport,
} from './recordings.js';
import { restoredSetup, setup, setupDevice, setupName } from './setups.js';
import { deviceId, driverId, jsonObject, jsonValue, label, nanoseconds, streamId } from './values.js';

/** Where all routes begin; a new version of the contract gets another. */
export const basePath = '/api/v1';
export const protocolVersion = 1;

/** One route. `params` stand in the path as `{name}`. */
export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Takes bytes of this media type as the body, as many as there are, instead of JSON. */
  readonly upload?: string;
  /** Absent where there is nothing to answer: 204. */
  readonly response?: z.ZodType;
  /** Answers bytes of this media type instead of JSON. */
  readonly download?: string;
  /** Statuses of failures, besides 400, 401, 403 and 500 that every route has. */
  readonly failures?: readonly (404 | 409 | 413 | 422 | 502 | 504)[];
}

const route = <const R extends RouteDefinition>(definition: R): R => definition;

const ofDriver = z.strictObject({ driverId });
const ofDevice = z.strictObject({ deviceId });
const ofRecording = z.strictObject({ recordingId });
const ofReplay = z.strictObject({ replayId });
const ofExport = z.strictObject({ exportId });
const ofImport = z.strictObject({ importId });

/** What talks to a device can find none, find it in another state, fail there, or take too long. */
const deviceFailures = [404, 409, 502, 504] as const;

export const routes = {
  health: route({ method: 'GET', path: '/health', summary: 'Whether the server is up', response: health }),
  host: route({ method: 'GET', path: '/host', summary: 'What this host is', response: hostInfo }),
  hostSettings: route({
    method: 'GET',
    path: '/host/settings',
    summary: 'The settings of the host',
    response: hostSettings,
    failures: [422],
  }),
  setHostSettings: route({
    method: 'PATCH',
    path: '/host/settings',
    summary: 'Saves settings of the host; the answer says from when on each counts',
    body: hostSettingsChange,
    response: hostSettings,
    failures: [422],
  }),
  diagnostics: route({
    method: 'GET',
    path: '/host/diagnostics',
    summary: 'A zip for a bug report: versions, devices, drivers, settings without secrets, health, log',
    download: 'application/zip',
  }),
  logs: route({
    method: 'GET',
    path: '/logs',
    summary: 'The latest lines of the log, oldest first',
    query: z.strictObject({
      level: z
        .enum(logLevels)
        .optional()
        .meta({ description: 'The least severe to give; `info` when absent.' }),
      driverId: driverId.optional(),
      deviceId: deviceId.optional(),
      limit: z.coerce.number().int().min(1).max(5_000).optional().meta({ description: '500 when absent.' }),
    }),
    response: z.object({ entries: z.array(logEntry) }),
  }),

  listDrivers: route({
    method: 'GET',
    path: '/drivers',
    summary: 'Installed drivers, and what is wrong with packages that give none',
    response: z.object({ drivers: z.array(driver), diagnostics: z.array(diagnostic) }),
  }),
  getDriver: route({
    method: 'GET',
    path: '/drivers/{driverId}',
    summary: 'One driver',
    params: ofDriver,
    response: driver,
    failures: [404],
  }),
  rescanDrivers: route({
    method: 'POST',
    path: '/drivers/rescan',
    summary: 'Looks for drivers again',
    response: z.object({ drivers: z.array(driver), diagnostics: z.array(diagnostic) }),
  }),
  setDriverEnabled: route({
    method: 'PUT',
    path: '/drivers/{driverId}/enabled',
    summary: 'Switches a driver on or off; its running devices are not touched',
    params: ofDriver,
    body: z.strictObject({ enabled: z.boolean() }),
    response: driver,
    failures: [404, 409],
  }),
  getDriverSettings: route({
    method: 'GET',
    path: '/drivers/{driverId}/settings',
    summary: 'The settings of a driver, and their schema',
    params: ofDriver,
    response: driverSettings,
    failures: [404, 409],
  }),
  setDriverSettings: route({
    method: 'PUT',
    path: '/drivers/{driverId}/settings',
    summary: 'Saves the settings of a driver; a device takes them when it connects next',
    params: ofDriver,
    body: z.strictObject({ values: jsonObject }),
    response: driverSettings,
    failures: [404, 409],
  }),

  getDriverPolicy: route({
    method: 'GET',
    path: '/drivers/{driverId}/policy',
    summary: 'What is done about devices of a driver that go away or fall silent',
    params: ofDriver,
    response: policyState,
    failures: [404],
  }),
  setDriverPolicy: route({
    method: 'PATCH',
    path: '/drivers/{driverId}/policy',
    summary: 'Saves what is done about devices of a driver that go away or fall silent',
    params: ofDriver,
    body: policyChange,
    response: policyState,
    failures: [404, 422],
  }),

  driverHealth: route({
    method: 'GET',
    path: '/drivers/{driverId}/health',
    summary: 'What befell a driver and its devices',
    params: ofDriver,
    response: healthHistory,
    failures: [404],
  }),

  listPackages: route({
    method: 'GET',
    path: '/packages',
    summary: 'The driver packages that the user installed',
    response: z.object({ packages: z.array(installedPackage) }),
    failures: [422],
  }),
  outdatedPackages: route({
    method: 'GET',
    path: '/packages/outdated',
    summary: 'Installed packages of which there is a newer version, or that were deprecated or blocked',
    response: z.object({ packages: z.array(outdatedPackage) }),
    failures: [422],
  }),
  searchPackages: route({
    method: 'GET',
    path: '/packages/search',
    summary: 'Driver packages of the registry',
    query: z.strictObject({
      text: z.string().max(200).optional().meta({ description: 'All drivers when absent.' }),
    }),
    response: z.object({ packages: z.array(registryPackage) }),
    failures: [422, 502],
  }),
  suggestPackages: route({
    method: 'GET',
    path: '/packages/suggestions',
    summary:
      'Drivers for what is plugged in: installed ones, and packages of the registry. It takes some seconds',
    response: z.object({
      devices: z.array(deviceSuggestion),
      failures: z.array(z.object({ source: z.string(), message: z.string() })).meta({
        description: 'Transports that could not look, and the registry when it could not be asked.',
      }),
    }),
    failures: [422, 502, 504],
  }),
  installPackage: route({
    method: 'POST',
    path: '/packages/install',
    summary:
      'Starts to install a driver package: code of whoever published it, which runs with the rights of the user',
    body: installPackage,
    response: packageJob,
  }),
  updatePackage: route({
    method: 'POST',
    path: '/packages/update',
    summary: 'Starts to update an installed package',
    body: updatePackage,
    response: packageJob,
  }),
  removePackage: route({
    method: 'POST',
    path: '/packages/remove',
    summary: 'Starts to remove an installed package',
    body: namePackage,
    response: packageJob,
  }),
  rollbackPackage: route({
    method: 'POST',
    path: '/packages/rollback',
    summary: 'Starts to bring back the version of a package that ran before',
    body: rollbackPackage,
    response: packageJob,
  }),
  listPackageJobs: route({
    method: 'GET',
    path: '/package-jobs',
    summary: 'Installations, updates and removals since the host began',
    response: z.object({ jobs: z.array(packageJob) }),
  }),
  getPackageJob: route({
    method: 'GET',
    path: '/package-jobs/{jobId}',
    summary: 'One of them, with its progress',
    params: z.strictObject({ jobId }),
    response: packageJob,
    failures: [404],
  }),
  cancelPackageJob: route({
    method: 'POST',
    path: '/package-jobs/{jobId}/cancel',
    summary: 'Cancels it, unless the new version has taken over already',
    params: z.strictObject({ jobId }),
    response: packageJob,
    failures: [404],
  }),

  search: route({
    method: 'POST',
    path: '/search',
    summary: 'Looks for devices, with one driver or with all',
    body: z.strictObject({ driverId: driverId.optional(), provider: z.string().min(1).max(100).optional() }),
    response: searchOutcome,
    failures: [404, 409],
  }),
  listDevices: route({
    method: 'GET',
    path: '/devices',
    summary: 'Every device that was connected since the host began',
    response: z.object({ devices: z.array(device) }),
  }),
  getDevice: route({
    method: 'GET',
    path: '/devices/{deviceId}',
    summary: 'One device',
    params: ofDevice,
    response: device,
    failures: [404],
  }),
  connectDevice: route({
    method: 'POST',
    path: '/devices',
    summary: 'Connects a device that a search found',
    body: z.strictObject({ foundId: foundDevice.shape.foundId.max(200) }),
    response: device,
    failures: deviceFailures,
  }),
  disconnectDevice: route({
    method: 'POST',
    path: '/devices/{deviceId}/disconnect',
    summary: 'Lets go of a device',
    params: ofDevice,
    response: device,
    failures: deviceFailures,
  }),
  startStreaming: route({
    method: 'POST',
    path: '/devices/{deviceId}/start',
    summary: 'Starts streaming',
    params: ofDevice,
    response: device,
    failures: deviceFailures,
  }),
  stopStreaming: route({
    method: 'POST',
    path: '/devices/{deviceId}/stop',
    summary: 'Stops streaming; the device stays connected',
    params: ofDevice,
    response: device,
    failures: deviceFailures,
  }),
  getDevicePolicy: route({
    method: 'GET',
    path: '/devices/{deviceId}/policy',
    summary: 'What is done about a device that goes away or falls silent',
    params: ofDevice,
    response: policyState,
    failures: [404],
  }),
  setDevicePolicy: route({
    method: 'PATCH',
    path: '/devices/{deviceId}/policy',
    summary: 'Saves what is done about a device that goes away or falls silent',
    params: ofDevice,
    body: policyChange,
    response: policyState,
    failures: [404, 422],
  }),
  deviceHealth: route({
    method: 'GET',
    path: '/devices/{deviceId}/health',
    summary: 'What befell a device; also one that was connected to an earlier host',
    params: ofDevice,
    response: healthHistory,
    failures: [404],
  }),
  runDeviceCommand: route({
    method: 'POST',
    path: '/devices/{deviceId}/commands/{command}',
    summary: 'Runs a command of a device, such as an impedance check',
    params: z.strictObject({ deviceId, command: z.string().regex(/^[a-z0-9-]{1,100}$/) }),
    body: z.strictObject({ arguments: jsonObject.optional() }),
    response: commandResult,
    failures: deviceFailures,
  }),

  listStreams: route({
    method: 'GET',
    path: '/streams',
    summary: 'The streams of connected devices, with live statistics',
    response: z.object({ streams: z.array(stream) }),
  }),
  getStream: route({
    method: 'GET',
    path: '/streams/{streamId}',
    summary: 'One stream',
    params: z.strictObject({ streamId }),
    response: stream,
    failures: [404],
  }),

  listSetups: route({
    method: 'GET',
    path: '/setups',
    summary: 'The setups, by name',
    response: z.object({ setups: z.array(setup) }),
  }),
  saveSetup: route({
    method: 'PUT',
    path: '/setups/{name}',
    summary: 'Saves devices under a name',
    params: z.strictObject({ name: setupName }),
    body: z.strictObject({
      devices: z
        .array(setupDevice)
        .max(1_000)
        .optional()
        .meta({ description: 'Those that are connected now when absent.' }),
      view: jsonValue.optional(),
    }),
    response: setup,
    failures: [422],
  }),
  deleteSetup: route({
    method: 'DELETE',
    path: '/setups/{name}',
    summary: 'Forgets a setup',
    params: z.strictObject({ name: setupName }),
    failures: [404, 422],
  }),
  restoreSetup: route({
    method: 'POST',
    path: '/setups/{name}/restore',
    summary: 'Searches, connects and starts the devices of a setup',
    params: z.strictObject({ name: setupName }),
    response: restoredSetup,
    failures: [404],
  }),

  startRecording: route({
    method: 'POST',
    path: '/recordings',
    summary: 'Starts a recording',
    body: startRecording,
    response: runningRecording,
    failures: [409, 422],
  }),
  runningRecordings: route({
    method: 'GET',
    path: '/recordings/running',
    summary: 'The recordings that run',
    response: z.object({ recordings: z.array(runningRecording) }),
  }),
  stopRecording: route({
    method: 'POST',
    path: '/recordings/{recordingId}/stop',
    summary: 'Ends a recording and completes its file',
    params: ofRecording,
    response: runningRecording,
    failures: [404],
  }),
  mark: route({
    method: 'POST',
    path: '/markers',
    summary: 'Marks a moment in all running recordings',
    body: marker,
    response: markerTaken,
    failures: [409],
  }),
  startSegment: route({
    method: 'POST',
    path: '/segments',
    summary: 'Begins a segment in all running recordings',
    body: z.strictObject({ label, timestampNs: nanoseconds.optional() }),
    response: markerTaken,
    failures: [409],
  }),
  endSegment: route({
    method: 'POST',
    path: '/segments/end',
    summary: 'Ends the segment of this label',
    body: z.strictObject({ label, timestampNs: nanoseconds.optional() }),
    response: markerTaken,
    failures: [409],
  }),
  listRecordings: route({
    method: 'GET',
    path: '/recordings',
    summary: 'Stored recordings, the newest first',
    query: z.strictObject({
      text: z.string().max(200).optional().meta({ description: 'Part of a name, session or experiment.' }),
      driverId: z.string().max(100).optional(),
      driver: z
        .string()
        .max(300)
        .optional()
        .meta({ description: 'A driver id or its package, with a range of versions: `muse@<1.4.0`.' }),
      fromNs: nanoseconds.optional(),
      toNs: nanoseconds.optional(),
      limit: z.coerce.number().int().min(1).max(1_000).optional().meta({ description: '200 when absent.' }),
    }),
    response: z.object({ recordings: z.array(storedRecording), total: z.int() }),
  }),
  getRecording: route({
    method: 'GET',
    path: '/recordings/{recordingId}',
    summary: 'A stored recording with its streams and events',
    params: ofRecording,
    response: recordingDetails,
    failures: [404, 422],
  }),
  deleteRecording: route({
    method: 'DELETE',
    path: '/recordings/{recordingId}',
    summary: 'Deletes a stored recording for good, with its edits',
    params: ofRecording,
    failures: [404, 409, 422],
  }),
  editRecording: route({
    method: 'PATCH',
    path: '/recordings/{recordingId}',
    summary: 'Changes what a stored recording is called, in a file beside it',
    params: ofRecording,
    body: editRecording,
    response: recordingDetails,
    failures: [404, 409, 422],
  }),
  editRecordingEvents: route({
    method: 'PUT',
    path: '/recordings/{recordingId}/events',
    summary: 'Adds, changes and removes markers and segments of a stored recording, in a file beside it',
    params: ofRecording,
    body: editEvents,
    response: recordingDetails,
    failures: [404, 409, 422],
  }),
  repairRecording: route({
    method: 'POST',
    path: '/recordings/{recordingId}/repair',
    summary: 'Completes the file of a recording that was cut off',
    params: ofRecording,
    body: z.strictObject({
      force: z
        .boolean()
        .optional()
        .meta({ description: 'Even if it was written to just now: nothing records it.' }),
    }),
    response: storedRecording,
    failures: [404, 409, 422],
  }),
  verifyRecording: route({
    method: 'POST',
    path: '/recordings/{recordingId}/verify',
    summary: 'Checks every checksum, frame and count of a recording, and names its gaps',
    params: ofRecording,
    response: verifyReport,
    failures: [404, 422],
  }),
  downloadRecording: route({
    method: 'GET',
    path: '/recordings/{recordingId}/file',
    summary: 'The file of a stored recording',
    params: ofRecording,
    query: z.strictObject({
      part: z.coerce
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .meta({ description: 'Which, where it went to several files; the first when absent.' }),
    }),
    download: 'application/octet-stream',
    failures: [404],
  }),

  openReplay: route({
    method: 'POST',
    path: '/replays',
    summary: 'Opens recordings for replay, on one timeline',
    body: openReplay,
    response: replayState,
    failures: [404, 422],
  }),
  listReplays: route({
    method: 'GET',
    path: '/replays',
    summary: 'Open replays',
    response: z.object({ replays: z.array(replayState) }),
  }),
  getReplay: route({
    method: 'GET',
    path: '/replays/{replayId}',
    summary: 'One replay',
    params: ofReplay,
    response: replayState,
    failures: [404],
  }),
  changeReplay: route({
    method: 'PATCH',
    path: '/replays/{replayId}',
    summary: 'Plays, pauses, seeks, changes speed or loop',
    params: ofReplay,
    body: replayChange,
    response: replayState,
    failures: [404, 422],
  }),
  closeReplay: route({
    method: 'DELETE',
    path: '/replays/{replayId}',
    summary: 'Closes a replay',
    params: ofReplay,
    failures: [404],
  }),

  exportFormats: route({
    method: 'GET',
    path: '/export-formats',
    summary: 'The formats that recordings can be exported to',
    response: z.object({ formats: z.array(exportFormat) }),
  }),
  startExport: route({
    method: 'POST',
    path: '/exports',
    summary: 'Starts an export',
    body: startExport,
    response: exportJob,
    failures: [404, 422],
  }),
  listExports: route({
    method: 'GET',
    path: '/exports',
    summary: 'Exports since the host began',
    response: z.object({ exports: z.array(exportJob) }),
  }),
  getExport: route({
    method: 'GET',
    path: '/exports/{exportId}',
    summary: 'One export, with its progress',
    params: ofExport,
    response: exportJob,
    failures: [404],
  }),
  cancelExport: route({
    method: 'POST',
    path: '/exports/{exportId}/cancel',
    summary: 'Cancels an export; nothing is left of it',
    params: ofExport,
    response: exportJob,
    failures: [404],
  }),
  downloadExport: route({
    method: 'GET',
    path: '/exports/{exportId}/files/{index}',
    summary: 'A file that an export made',
    params: z.strictObject({ exportId, index: z.string().regex(/^\d{1,4}$/) }),
    download: 'application/octet-stream',
    failures: [404, 409],
  }),

  importFormats: route({
    method: 'GET',
    path: '/import-formats',
    summary: 'The formats of other programs that recordings can be made of',
    response: z.object({ formats: z.array(importFormat) }),
  }),
  startImport: route({
    method: 'POST',
    path: '/imports',
    summary:
      'Takes a file of another program, and begins to make a recording of it; answers when the file is received',
    query: startImport,
    upload: 'application/octet-stream',
    response: importJob,
    failures: [413, 422],
  }),
  listImports: route({
    method: 'GET',
    path: '/imports',
    summary: 'Imports since the host began',
    response: z.object({ imports: z.array(importJob) }),
  }),
  getImport: route({
    method: 'GET',
    path: '/imports/{importId}',
    summary: 'One import, with its progress',
    params: ofImport,
    response: importJob,
    failures: [404],
  }),
  cancelImport: route({
    method: 'POST',
    path: '/imports/{importId}/cancel',
    summary: 'Cancels an import; nothing is left of it',
    params: ofImport,
    response: importJob,
    failures: [404],
  }),
} satisfies Record<string, RouteDefinition>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

type Part<Route, Key extends keyof RouteDefinition> = Route extends { readonly [K in Key]: infer Schema }
  ? Schema
  : undefined;
type OutputOf<Schema> = [Schema] extends [z.ZodType] ? z.output<Schema> : undefined;
type InputOf<Schema> = [Schema] extends [z.ZodType] ? z.input<Schema> : undefined;
/** Keys whose value is `undefined` are left out: there is nothing to give. */
type Given<Fields> = {
  readonly [Key in keyof Fields as [Fields[Key]] extends [undefined] ? never : Key]: Fields[Key];
};

/** What a server gets of a request, validated. */
export type RouteRequest<Name extends RouteName> = Given<{
  params: OutputOf<Part<Routes[Name], 'params'>>;
  query: OutputOf<Part<Routes[Name], 'query'>>;
  body: OutputOf<Part<Routes[Name], 'body'>>;
}>;
/** A part whose every value may be left out may be left out itself. */
type CallOf<Fields> = {
  readonly [Key in keyof Fields as object extends Fields[Key] ? never : Key]: Fields[Key];
} & {
  readonly [Key in keyof Fields as object extends Fields[Key] ? Key : never]?: Fields[Key] | undefined;
};

/** What a client gives for a request. */
export type RouteCall<Name extends RouteName> = CallOf<
  Given<{
    params: InputOf<Part<Routes[Name], 'params'>>;
    query: InputOf<Part<Routes[Name], 'query'>>;
    body: InputOf<Part<Routes[Name], 'body'>>;
  }>
>;
/** What a route answers; `undefined` for 204. */
export type RouteResponse<Name extends RouteName> = OutputOf<Part<Routes[Name], 'response'>>;
