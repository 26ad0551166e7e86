import { isModlinkError, makeDeviceId, normalizeDeviceId } from '@modlink/sdk';
import { z } from 'zod';
import type { SettingsFile, SettingsReport } from './settings-file.js';

/** The physical device that a device id stands for. */
export interface KnownDevice {
  readonly driverId: string;
  /** Serial number or address, as the driver's search result has it. */
  readonly identity: string;
}

/** Known devices by device id. The id is the key, so that no two devices can have the same one. */
export const deviceIdsSchema = z.record(
  z.string(),
  z.looseObject({ driverId: z.string(), identity: z.string() }),
);
type DeviceTable = z.output<typeof deviceIdsSchema>;

/** Which device id each physical device has, for good. */
export class DeviceIds {
  readonly #file: SettingsFile<typeof deviceIdsSchema>;
  readonly #onReport: (report: SettingsReport) => void;
  /** Given, but not in the file: it could not be written. */
  #unsaved: DeviceTable = {};

  /** @internal */
  constructor(file: SettingsFile<typeof deviceIdsSchema>, onReport: (report: SettingsReport) => void) {
    this.#file = file;
    this.#onReport = onReport;
  }

  /**
   * The device id of a physical device: the same each time. The first device of a name gets the id that the driver
   * suggests, others the lowest ordinals of that name that are free. When it cannot be saved, that is reported, and the id
   * holds for this run.
   * @param suggestedDeviceId - as the driver names the device, `openbci_cyton.01`.
   * @param identity - what tells the physical device from others of its kind; not empty.
   * @throws {DriverError} `INVALID_DEVICE_ID`
   * @throws {HostError} `SETTINGS_UNREADABLE`
   */
  async deviceIdFor(driverId: string, suggestedDeviceId: string, identity: string): Promise<string> {
    const suggested = normalizeDeviceId(suggestedDeviceId);
    const device = { driverId, identity };
    let deviceId = suggested;
    try {
      await this.#file.update((saved) => {
        const known = { ...this.#unsaved, ...saved };
        deviceId = findDevice(known, suggested, device) ?? freeId(known, suggested);
        return { ...known, [deviceId]: known[deviceId] ?? device };
      });
      this.#unsaved = {};
    } catch (error) {
      if (!isModlinkError(error) || error.code !== 'SETTINGS_NOT_SAVED') throw error;
      this.#unsaved = { ...this.#unsaved, [deviceId]: device };
      const message = `The device keeps the id ${deviceId} for this run only. ${error.message}`;
      this.#onReport({ code: 'SETTINGS_NOT_SAVED', path: this.#file.path, message });
    }
    return deviceId;
  }

  /** Every device that was ever given an id. */
  async list(): Promise<ReadonlyMap<string, KnownDevice>> {
    return new Map(Object.entries({ ...this.#unsaved, ...(await this.#file.read()) }));
  }

  /** Frees a device id, for a device that is gone for good. */
  async forget(deviceId: string): Promise<void> {
    const { [deviceId]: _unsaved, ...others } = this.#unsaved;
    this.#unsaved = others;
    await this.#file.update(({ [deviceId]: _saved, ...rest }) => rest);
  }
}

const nameOf = (deviceId: string): string => deviceId.slice(0, deviceId.lastIndexOf('.'));

function findDevice(known: DeviceTable, suggested: string, device: KnownDevice): string | undefined {
  const name = nameOf(suggested);
  const found = Object.entries(known).find(
    ([deviceId, { driverId, identity }]) =>
      nameOf(deviceId) === name && driverId === device.driverId && identity === device.identity,
  );
  return found?.[0];
}

function freeId(known: DeviceTable, suggested: string): string {
  if (known[suggested] === undefined) return suggested;
  const name = nameOf(suggested);
  for (let ordinal = 1; ; ordinal++) {
    const deviceId = makeDeviceId(name, ordinal);
    if (known[deviceId] === undefined) return deviceId;
  }
}
