/** Who, what and with which devices: NWB 2.7, `nwb.file.yaml` and `nwb.device.yaml` (https://github.com/NeurodataWithoutBorders/nwb-schema). */
import type { DriverProvenance, RecordingInfo } from '@modlink/recording';
import type { File, Group } from 'h5wasm/node';
import { objectName, ofType, writeText } from './nwb-objects.js';
import { isoTime, wholeMillisecondNs } from './nwb-times.js';

/** The version whose rules the file keeps. */
const nwbVersion = '2.7.0';

/** What stands at the top of the file. */
export function writeSession(file: File, info: RecordingInfo, referenceNs: bigint): void {
  ofType(file, 'NWBFile').create_attribute('nwb_version', nwbVersion);
  const { name, startedNs, series, experiment, session, notes, subject } = info;
  const part = series === undefined ? '' : ` part ${series.part} of ${series.seriesId}`;
  writeText(file, 'identifier', `${name} ${startedNs}${part}`);
  writeText(file, 'session_description', experiment === undefined ? name : `${experiment}: ${name}`);
  writeText(file, 'session_start_time', isoTime(wholeMillisecondNs(startedNs)));
  writeText(file, 'timestamps_reference_time', isoTime(referenceNs));
  file.create_dataset({ name: 'file_create_date', data: [new Date().toISOString()] });
  for (const group of ['acquisition', 'analysis', 'processing', 'general']) file.create_group(group);
  const stimulus = file.create_group('stimulus');
  for (const group of ['presentation', 'templates']) stimulus.create_group(group);
  const general = file.get('general') as Group;
  if (experiment !== undefined) writeText(general, 'experiment_description', experiment);
  if (session !== undefined) writeText(general, 'session_id', session);
  if (notes !== undefined) writeText(general, 'notes', notes);
  if (subject !== undefined) {
    writeText(ofType(general.create_group('subject'), 'Subject'), 'subject_id', subject);
  }
}

/** The devices, by id; a device that changed while recording is described as it was first. */
export function writeDevices(
  general: Group,
  deviceIds: readonly string[],
  drivers: readonly DriverProvenance[],
): ReadonlyMap<string, Group> {
  const all = general.create_group('devices');
  const devices = new Map<string, Group>();
  for (const deviceId of deviceIds) {
    if (devices.has(deviceId)) continue;
    const device = ofType(all.create_group(objectName(deviceId)), 'Device');
    const driver = drivers.find((each) => each.deviceId === deviceId);
    device.create_attribute('description', driver === undefined ? deviceId : deviceText(driver));
    devices.set(deviceId, device);
  }
  return devices;
}

function deviceText({ displayName, driverId, firmware, package: name, version }: DriverProvenance): string {
  const parts = [
    displayName ?? driverId,
    firmware === undefined ? undefined : `firmware ${firmware}`,
    `driver ${[name ?? driverId, version].filter((part) => part !== undefined).join(' ')}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
