/**
 * The composition root: what a host is made of, in the order of the data flow.
 */
import { prefixPath } from '@modlink/installer/installed';
import { type JsonObject, type JsonValue, serializeError, type Unsubscribe } from '@modlink/sdk';
import { Bus } from './bus/bus.js';
import { createHostClock, type HostClock, type SharedClock } from './clock/host-clock.js';
import { watchSuspension } from './clock/suspend-watch.js';
import { watchWallClock } from './clock/wall-clock-watch.js';
import { DeviceWatch, defaultDeviceWatchTimes } from './devices/device-watch.js';
import { Devices, type SearchOptions } from './devices/devices.js';
import type { FoundDevice, SearchOutcome } from './devices/found-device.js';
import { maskSettings } from './diagnostics/mask-secrets.js';
import { startChecked } from './drivers/checked-start.js';
import { DriverCatalogue } from './drivers/driver-catalogue.js';
import { HostError } from './errors.js';
import { HostEvents } from './events/host-events.js';
import { Health, type HealthHistories } from './health/health.js';
import { type HostOptions, type ResolvedHostOptions, resolveHostOptions } from './host-options.js';
import { requireWholeCaptures } from './isolate/captures.js';
import { createPackageChecks } from './packages/package-checks.js';
import { Packages } from './packages/packages.js';
import { RecordingMarks } from './packages/recording-marks.js';
import { createTrialStart } from './packages/trial-start.js';
import type { DriverProvenance } from './recording/index.js';
import { Recordings } from './recording/recordings.js';
import { Replays } from './replay/replays.js';
import { type HostSettings, LiveValues, openSettings, type Settings } from './settings/index.js';
import { Setups } from './setups/setups.js';
import type { Device } from './supervisor/device.js';
import { LeaseTable } from './supervisor/leases.js';
import { createDeviceLister } from './supervisor/list-plugged-in.js';
import { createIsolateStarter, type IsolateStarterOptions } from './supervisor/start-isolate.js';
import { createWatcherStarter } from './supervisor/start-watcher.js';

/**
 * Starts a host: finds the installed drivers, and is ready to search, connect, stream and record.
 *
 * ```ts
 * await using host = await createHost({ transports: { serial: '@modlink/transport-serial' } });
 * const { devices } = await host.search({ driverId: 'openbci-cyton' });
 * const device = await host.connect(devices[0]);
 * await using recording = await host.recordings.start({ name: 'first try' });
 * await host.startStreaming(device.deviceId);
 * ```
 * @throws {HostError} `INVALID_OPTIONS`, `TRANSPORT_NOT_PROVIDED`
 * @throws {CaptureError} `CAPTURE_NOT_READABLE`, `CAPTURE_INVALID`: a capture that is to be played.
 */
export async function createHost(options: HostOptions = {}): Promise<Host> {
  const resolved = resolveHostOptions(options);
  await requireWholeCaptures(resolved.playback ?? []);
  const clock = createHostClock();
  const events = new HostEvents(() => clock.nowNs());
  if (options.onEvent !== undefined) events.onAny(options.onEvent);
  const settings = await openSettings({
    folder: resolved.settingsFolder,
    onReport: ({ message }) => events.emit('settings-problem', { message }),
  });
  const [saved, health] = await Promise.all([settings.host.read(), settings.health.read()]);
  const host = new Host(resolved, clock, events, settings, { saved, health });
  await host.drivers.rescan();
  return host;
}

/** One host: drivers, devices, streams, recordings, replays. Two of them live side by side in one process. */
export class Host implements AsyncDisposable {
  /** What the user decides about this host. */
  readonly settings: LiveValues;
  /** The installed drivers and their settings. */
  readonly drivers: DriverCatalogue;
  /** The driver packages that the user installed, and what changes them. */
  readonly packages: Packages;
  /** The devices that were connected. */
  readonly devices: Devices;
  /** Devices under a name, to be connected and started again. */
  readonly setups: Setups;
  /** The streams, and the frames on them. */
  readonly bus: Bus;
  readonly recordings: Recordings;
  readonly replays: Replays;
  /** What befell drivers and devices, also before this host. */
  readonly health: Health;
  readonly events: HostEvents;
  readonly clock: HostClock;
  readonly #endClockWatches: readonly Unsubscribe[];
  readonly #deviceWatch: DeviceWatch;
  readonly #recordingMarks: RecordingMarks;
  #closing: Promise<void> | undefined;
  readonly #closed = new AbortController();

  /** @internal made by {@link createHost} */
  constructor(
    options: ResolvedHostOptions,
    clock: SharedClock,
    events: HostEvents,
    settings: Settings,
    { saved, health }: { readonly saved: HostSettings; readonly health: HealthHistories },
  ) {
    this.clock = clock;
    this.events = events;
    this.settings = new LiveValues({ ...options, file: settings.host, saved });
    const isolation = () => {
      const chosen = this.settings.current.isolation;
      return chosen === 'by-driver' ? undefined : chosen;
    };
    this.drivers = new DriverCatalogue({
      roots: options.roots,
      settings,
      isolation,
      overrides: options.driverSettings,
      safeMode: this.settings.current.safeMode,
      allowList: options.allowList,
      blockedVersionsFile: options.blockedVersionsFile,
      onProblem: (message) => events.emit('settings-problem', { message }),
    });
    this.bus = new Bus({
      clock,
      onConsumerFailed: (error) => events.emit('consumer-failed', { error: serializeError(error) }),
    });
    const isolates: IsolateStarterOptions = {
      clock,
      leases: new LeaseTable(),
      timeouts: options.timeouts,
      until: this.#closed.signal,
      transports: options.transports,
      capture: options.capture && {
        folder: options.capture.folder ?? this.settings.current.recordingsFolder,
      },
      playback: options.playback,
      limits: options.limits,
      carriers: {
        nodePath: options.nodePath,
        env: options.env,
        maxPendingBytes: options.maxPendingBytes,
      },
      isolationOf: (driver) => this.drivers.isolationOf(driver),
      settingsOf: (driver) => this.drivers.settings(driver.driverId),
    };
    this.devices = new Devices({
      catalogue: this.drivers,
      bus: this.bus,
      events,
      clock,
      policiesOf: (driverId, deviceId) => this.settings.policies(driverId, deviceId),
      isRecorded: (deviceId) => this.recordings.active().some((recording) => recording.holds(deviceId)),
      knownDevices: () => settings.devices.list(),
      deviceIdFor: (driverId, suggested, identity) =>
        settings.devices.deviceIdFor(driverId, suggested, identity),
      startIsolate: startChecked(this.drivers, createIsolateStarter(isolates)),
    });
    this.#deviceWatch = new DeviceWatch({
      events,
      startWatcher: createWatcherStarter(isolates, isolation()),
      startable: () => this.drivers.startable(),
      ...defaultDeviceWatchTimes,
    });
    this.packages = new Packages({
      installer: {
        ...options.installer,
        checks: createPackageChecks({
          catalogue: this.drivers,
          activeDevices: () => this.devices.active(),
          isRecorded: (deviceId) => this.recordings.active().some((recording) => recording.holds(deviceId)),
          driversFolder: options.installer.folder,
          trialStart: createTrialStart({
            ...isolates,
            settingsOf: ({ driverId, settingsSchema }) => settings.drivers.values(driverId, settingsSchema),
          }),
        }),
      },
      catalogue: this.drivers,
      events,
      listPluggedIn: createDeviceLister(isolates, isolation()),
      onChanged: () => this.devices.forgetProbes(),
    });
    this.#recordingMarks = new RecordingMarks({
      events,
      recordedPrefixes: () => this.#recordedPrefixes(options.installer.folder),
    });
    this.#endClockWatches = [watchSuspension({ clock, events }), watchWallClock({ clock, events })];
    this.setups = new Setups({ file: settings.setups, devices: this.devices });
    settings.drivers.onChange(() => void this.devices.forgetProbes());
    this.recordings = new Recordings({
      bus: this.bus,
      events,
      clock,
      settings: this.settings,
      preRollMaxBytes: options.preRollMaxBytes,
      provenanceOf: (deviceId) => this.#provenanceOf(deviceId),
    });
    this.replays = new Replays(clock, events);
    this.health = new Health({
      events,
      file: settings.health,
      saved: health,
      driverOf: (deviceId) => this.devices.list().find((each) => each.deviceId === deviceId)?.driverId,
    });
  }

  /**
   * Looks for devices with one driver, or with all. A driver whose search fails is told in `failures`.
   * @throws {HostError} `UNKNOWN_DRIVER`, `DRIVER_BLOCKED`, `DRIVER_DISABLED`, `UNKNOWN_PROVIDER`, `HOST_CLOSED`
   */
  search(options: SearchOptions = {}): Promise<SearchOutcome> {
    return this.devices.search({ ...options, signal: this.#untilClosed(options.signal) });
  }

  /**
   * Watches what is plugged in, and tells it with the event `devices-changed`: with serial ports, HID devices, cameras and
   * microphones as they come and go, with Bluetooth every 15 s. A process of its own does it while anybody watches.
   * @returns a function that ends it.
   * @throws {HostError} `HOST_CLOSED`
   */
  watchDevices(): Unsubscribe {
    this.#closed.signal.throwIfAborted();
    return this.#deviceWatch.watch();
  }

  /**
   * Connects a device that a search found. Its driver runs in an isolate of its own.
   * @throws {HostError} `ALREADY_CONNECTED`, `CONTROL_TIMEOUT`, `CONTROL_ABORTED`, `ISOLATE_EXITED`, `HOST_CLOSED`; and
   * what the driver threw, with its code.
   */
  connect(found: FoundDevice, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Device> {
    return this.devices.connect(found, this.#untilClosed(options.signal));
  }

  /** @throws {HostError} `UNKNOWN_DEVICE`, `NOT_CONNECTED`; and what the driver threw. */
  startStreaming(deviceId: string): Promise<void> {
    return this.devices.get(deviceId).startStreaming();
  }

  /** @throws {HostError} `UNKNOWN_DEVICE`; and what the driver threw. */
  stopStreaming(deviceId: string): Promise<void> {
    return this.devices.get(deviceId).stopStreaming();
  }

  /**
   * Runs a command that the driver declares for the device: see `commands` in its `DeviceInfo`.
   * @returns what the command gave: JSON, `null` for nothing.
   * @throws {HostError} `UNKNOWN_DEVICE`, `NOT_CONNECTED`, `UNKNOWN_COMMAND`, `COMMAND_NOT_NOW`, `INVALID_ARGUMENTS`,
   * `CONTROL_TIMEOUT`, `CONTROL_ABORTED`, `HOST_CLOSED`; and what the driver threw.
   */
  runCommand(
    deviceId: string,
    name: string,
    args: JsonObject = {},
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<JsonValue> {
    return this.devices.get(deviceId).runCommand(name, args, this.#untilClosed(options.signal));
  }

  /** @throws {HostError} `UNKNOWN_DEVICE`; and what the driver threw, after the device was let go all the same. */
  disconnect(deviceId: string): Promise<void> {
    return this.devices.get(deviceId).disconnect();
  }

  /**
   * Goes on with a driver as its package is now, while it is written or after an update. Its devices get fresh isolates, and
   * stream on where they did; a running recording holds the gap. Other drivers are not touched, and where the new version
   * does not load, the one before goes on. In isolation `inline` Node keeps the code that it has loaded.
   * @throws {HostError} `UNKNOWN_DRIVER`, `DRIVER_BLOCKED`, `DRIVER_DISABLED`; what loading threw; what connecting threw, and
   * the device is looked for again.
   */
  async reloadDriver(driverId: string): Promise<void> {
    this.#closed.signal.throwIfAborted();
    await this.drivers.rescan();
    this.drivers.require(driverId);
    await this.devices.reload(driverId);
  }

  /**
   * Ends everything: streaming, devices, recordings (whose files are completed), processes. Within the time-outs of the
   * control calls; it leaves no process and no handle. Calling it again waits for the same end.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#closed.abort(new HostError('HOST_CLOSED', 'The host is closed.'));
    // Devices first: what they emit last belongs into the recordings.
    await Promise.all([this.devices.close(), this.#deviceWatch.close(), this.packages.close()]);
    await this.recordings.close();
    await this.#recordingMarks.close();
    await this.replays.close();
    await this.health.close();
    for (const end of this.#endClockWatches) end();
  }

  #untilClosed(signal: AbortSignal | undefined): AbortSignal {
    this.#closed.signal.throwIfAborted();
    return signal === undefined ? this.#closed.signal : AbortSignal.any([signal, this.#closed.signal]);
  }

  /** Of the packages that the user installed and that are recorded now. */
  #recordedPrefixes(driversFolder: string): Set<string> {
    const recorded = this.devices
      .active()
      .filter(({ deviceId }) => this.recordings.active().some((recording) => recording.holds(deviceId)));
    return new Set(
      recorded.flatMap(({ driver }) =>
        driver?.installed === undefined ? [] : prefixPath(driversFolder, driver.installedAs),
      ),
    );
  }

  #provenanceOf(deviceId: string): DriverProvenance {
    const device = this.devices.get(deviceId);
    // As it runs: it may have been updated since.
    const driver = device.driver ?? this.drivers.get(device.driverId);
    return {
      deviceId,
      driverId: device.driverId,
      package: driver.packageName,
      version: driver.packageVersion,
      integrity: driver.installed?.integrity,
      source: driver.installed?.source ?? driver.source,
      displayName: driver.displayName,
      // A recording is given to others.
      settings: maskSettings(
        device.settings,
        driver.status === 'ok' ? driver.settingsSchema : undefined,
      ) as JsonObject,
    };
  }
}
