import { HidImuError } from '../errors.js';
import {
  findHidSensors,
  type HidSensorLayout,
  parseHidSensorReport,
  sensorIntervalMs,
  switchSensorOn,
} from '../parser/index.js';
import type { ImuDevice, SetupContext } from './imu-device.js';

/** Sets up a device of the usage page "Sensors": switches its sensors on, at the wanted interval where it can be set. */
export async function setUpHidSensor(context: SetupContext): Promise<ImuDevice> {
  const { inbox, extra, settings } = context;
  const layout = findHidSensors(await inbox.connection.getReportDescriptor(), {
    lengthUnit: settings.hidSensorLengthUnit,
  });
  if (layout === undefined) {
    throw new HidImuError(
      'NO_MOTION_SENSOR',
      `The report descriptor of ${extra.name} describes no accelerometer and no gyroscope in a known unit. Choose another ` +
        'device, or report its descriptor.',
      { subject: { path: extra.path } },
    );
  }
  const before: Uint8Array[] = [];
  const intervalsMs: (number | undefined)[] = [];
  for (const control of layout.controlReports) {
    const { was, intervalMs } = await switchOn(context, layout, control);
    before.push(was);
    intervalsMs.push(intervalMs);
  }
  // Sensors of one device share their interval; where none tells it, or they differ, samples are taken as they come.
  const [first] = intervalsMs;
  const intervalMs = intervalsMs.every((each) => each === first) ? first : undefined;
  return {
    name: extra.name,
    connection: extra.busType === 'bluetooth' ? 'bluetooth' : undefined,
    calibration: undefined,
    hasAccel: layout.hasAccel,
    hasGyro: layout.hasGyro,
    hasBattery: false,
    samplesPerReport: 1,
    reportRateHz: intervalMs === undefined ? 'irregular' : 1000 / intervalMs,
    progress: undefined,
    read(report) {
      const { packet, rejected } = parseHidSensorReport(layout, report);
      return packet === undefined ? { rejected } : { packet: { samples: [packet] } };
    },
    async release() {
      for (const report of before) await inbox.connection.sendFeatureReport(report);
    },
  };
}

/** Reads a feature report, changes what has to be changed, writes it, and reads what came of it. */
async function switchOn(
  { inbox, settings, signal }: SetupContext,
  layout: HidSensorLayout,
  { reportId, lengthBytes }: HidSensorLayout['controlReports'][number],
) {
  const options = { timeoutMs: settings.answerTimeoutMs, signal };
  const read = async () => {
    const report = await inbox.bounded(inbox.connection.getFeatureReport(reportId, lengthBytes), options);
    return Uint8Array.from(report ?? []);
  };
  const was = await read();
  const wanted = Uint8Array.from(was);
  switchSensorOn(layout, wanted, settings.hidSensorIntervalMs);
  await inbox.bounded(inbox.connection.sendFeatureReport(wanted), options);
  return { was, intervalMs: sensorIntervalMs(layout, await read()) };
}
