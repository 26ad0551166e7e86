import { HidImuError } from '../errors.js';
import {
  findHidSensors,
  type HidSensorLayout,
  parseHidSensorReport,
  sensorIntervalMs,
  switchSensorOn,
} from '../parser/index.js';
import { type ImuDevice, type SetupContext, toldConnection, unlessRefused } from './imu-device.js';

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
  const controls: SwitchedOn[] = [];
  for (const control of layout.controlReports) controls.push(await switchOn(context, layout, control));
  // Sensors of one device share their interval; where none tells it, or they differ, samples are taken as they come.
  const first = controls[0]?.intervalMs;
  const intervalMs = controls.every((each) => each.intervalMs === first) ? first : undefined;
  return {
    name: extra.name,
    connection: toldConnection(extra),
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
      for (const { was } of controls) {
        if (was !== undefined) await unlessRefused(inbox.connection.sendFeatureReport(was));
      }
    },
  };
}

/** What was done to a feature report. */
interface SwitchedOn {
  /** As it was before; `undefined` where the device refuses it. */
  readonly was: Uint8Array | undefined;
  /** What the device makes of the wanted interval, where it tells. */
  readonly intervalMs: number | undefined;
}

/** Reads a feature report, changes what has to be changed, writes it, and reads what came of it. */
async function switchOn(
  { inbox, settings, signal }: SetupContext,
  layout: HidSensorLayout,
  { reportId, lengthBytes }: HidSensorLayout['controlReports'][number],
): Promise<SwitchedOn> {
  const { connection } = inbox;
  const options = { timeoutMs: settings.answerTimeoutMs, signal };
  const read = async () => {
    const report = await inbox.bounded(
      unlessRefused(connection.getFeatureReport(reportId, lengthBytes)),
      options,
    );
    return report && Uint8Array.from(report);
  };
  const was = await read();
  if (was === undefined) return { was, intervalMs: undefined };
  const wanted = Uint8Array.from(was);
  switchSensorOn(layout, wanted, settings.hidSensorIntervalMs);
  await inbox.bounded(unlessRefused(connection.sendFeatureReport(wanted)), options);
  const now = await read();
  return { was, intervalMs: now && sensorIntervalMs(layout, now) };
}
