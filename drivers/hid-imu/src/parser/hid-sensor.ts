/**
 * Accelerometers and gyroscopes of the HID usage page "Sensors" (0x20), whose reports are as their report descriptor says. Source:
 * USB Implementers' Forum, review request HUTRR39 "HID Sensor Usage Tables" (part of the HID Usage Tables since 1.2): motion sensors,
 * data fields, properties and selectors.
 */

import { type Axes, type Parsed, radiansPerDegree, standardGravity } from './reading.js';
import {
  parseReportDescriptor,
  type ReportDescriptor,
  type ReportField,
  readField,
  writeField,
} from './report-descriptor.js';

export const sensorsUsagePage = 0x20;
/** Usages of the sensors, in that page. */
export const sensorUsages = { collection: 0x01, accelerometer3D: 0x73, gyrometer3D: 0x76 } as const;

const page = sensorsUsagePage * 0x10000;
const motionCollections: readonly number[] = [
  page + sensorUsages.accelerometer3D,
  page + sensorUsages.gyrometer3D,
];
const xUsages = { accel: page + 0x0453, gyro: page + 0x0457 } as const;
const properties = { interval: page + 0x030e, reporting: page + 0x0316, power: page + 0x0319 } as const;
const selectors = { allEvents: page + 0x0841, fullPower: page + 0x0851 } as const;

/**
 * What length the unit `0xE011` means. Sources disagree: section 6.2.2.7 of HID 1.11 has the centimetre as its unit of length;
 * the sensors page calls the same number m/s^2, and so do Linux (`hid-sensor-attributes.c`) and the sensors made for
 * Windows (`HidSensorSpec.h`, `HID_USAGE_SENSOR_UNITS_METERS_PER_SEC_SQRD`).
 */
export type LengthUnit = 'metre' | 'centimetre';

export interface HidSensorOptions {
  /** `'metre'`, as sensors mean it, when absent. */
  readonly lengthUnit?: LengthUnit | undefined;
}

type SensorKind = keyof typeof xUsages;

/** Three values of a report, and what turns them into units. */
interface SensorAxes {
  readonly kind: SensorKind;
  readonly reportId: number;
  readonly fields: readonly [ReportField, ReportField, ReportField];
  /** m/s^2, or rad/s, of the unit of each field. */
  readonly unitFactor: number;
}

/** What a report descriptor says of sensors. */
export interface HidSensorLayout {
  readonly descriptor: ReportDescriptor;
  readonly hasAccel: boolean;
  readonly hasGyro: boolean;
  /** @internal */
  readonly sensors: readonly SensorAxes[];
  /** The feature reports in which a sensor is switched on, each with its length in bytes, its id included. */
  readonly controlReports: readonly { readonly reportId: number; readonly lengthBytes: number }[];
}

/** What one report measured: one of the sensors, or both. */
export interface HidSensorPacket {
  readonly accel?: Axes | undefined;
  readonly gyro?: Axes | undefined;
}

/**
 * Finds the motion sensors of a report descriptor.
 * @returns `undefined` where there are none, or none in a known unit.
 */
export function findHidSensors(
  descriptorBytes: Uint8Array,
  options: HidSensorOptions = {},
): HidSensorLayout | undefined {
  const descriptor = parseReportDescriptor(descriptorBytes);
  const sensors = (['accel', 'gyro'] as const).flatMap((kind) => findAxes(descriptor, kind, options));
  if (sensors.length === 0) return undefined;
  const controls = descriptor.fields.filter(
    (field) => field.kind === 'feature' && isOfMotion(field) && wantedValue(field, 0) !== undefined,
  );
  const ids = [...new Set(controls.map(({ reportId }) => reportId))];
  return {
    descriptor,
    sensors,
    hasAccel: sensors.some(({ kind }) => kind === 'accel'),
    hasGyro: sensors.some(({ kind }) => kind === 'gyro'),
    controlReports: ids.map((reportId) => ({ reportId, lengthBytes: featureLength(descriptor, reportId) })),
  };
}

/** Reads one input report, its id first where the device numbers its reports. */
export function parseHidSensorReport(layout: HidSensorLayout, report: Uint8Array): Parsed<HidSensorPacket> {
  if (report.length === 0) return { rejected: 'wrong-length' };
  const { isNumbered } = layout.descriptor;
  const reportId = isNumbered ? (report[0] ?? 0) : 0;
  const body = isNumbered ? report.subarray(1) : report;
  const packet: { accel?: Axes; gyro?: Axes } = {};
  let hasSensor = false;
  for (const sensor of layout.sensors) {
    if (sensor.reportId !== reportId) continue;
    hasSensor = true;
    const [x, y, z] = sensor.fields.map((field) => physicalValue(field, body));
    if (x === undefined || y === undefined || z === undefined) return { rejected: 'wrong-length' };
    packet[sensor.kind] = [x * sensor.unitFactor, y * sensor.unitFactor, z * sensor.unitFactor];
  }
  return hasSensor ? { packet } : { rejected: 'other-report' };
}

/**
 * Changes a feature report so that the sensor sends its values: all events, full power, and the interval.
 * @param report - as the device gave it, its id first; it is changed.
 */
export function switchSensorOn(layout: HidSensorLayout, report: Uint8Array, intervalMs: number): void {
  for (const field of controlFields(layout, report)) {
    const value = wantedValue(field, intervalMs);
    if (value !== undefined) writeField(field, bodyOf(layout, report), value);
  }
}

/** The interval of reports that a feature report tells, in milliseconds; `undefined` where it tells none. */
export function sensorIntervalMs(layout: HidSensorLayout, report: Uint8Array): number | undefined {
  const field = controlFields(layout, report).find(({ usage }) => usage === properties.interval);
  const value = field && readField(field, bodyOf(layout, report));
  return field === undefined || !value ? undefined : value * intervalUnitMs(field);
}

/** A hub may have other sensors beside, which are left alone. */
function isOfMotion({ collections }: ReportField): boolean {
  return collections.some((usage) => motionCollections.includes(usage));
}

function controlFields({ descriptor }: HidSensorLayout, report: Uint8Array): readonly ReportField[] {
  const id = descriptor.isNumbered ? report[0] : 0;
  return descriptor.fields.filter(({ kind, reportId }) => kind === 'feature' && reportId === id);
}

function bodyOf({ descriptor }: HidSensorLayout, report: Uint8Array): Uint8Array {
  return descriptor.isNumbered ? report.subarray(1) : report;
}

/** What a feature field is set to; `undefined` for those that are left as they are. */
function wantedValue(field: ReportField, intervalMs: number): number | undefined {
  if (field.usage === properties.interval) return Math.round(intervalMs / intervalUnitMs(field));
  const property = field.collections.at(-1);
  if (property === properties.reporting) return choose(field, selectors.allEvents);
  if (property === properties.power) return choose(field, selectors.fullPower);
  return undefined;
}

/** HUTRR39, "Property: Report Interval": milliseconds, unless the field says seconds (unit `0x1001`). */
function intervalUnitMs({ unit, unitExponent }: ReportField): number {
  return 10 ** unitExponent * (unit === 0x1001 ? 1000 : 1);
}

function choose({ choices = [], logicalMin }: ReportField, selector: number): number | undefined {
  const index = choices.indexOf(selector);
  return index < 0 ? undefined : index + logicalMin;
}

function findAxes(
  { fields }: ReportDescriptor,
  kind: SensorKind,
  options: HidSensorOptions,
): readonly SensorAxes[] {
  const inputs = fields.filter((field) => field.kind === 'input');
  return inputs.flatMap((x) => {
    if (x.usage !== xUsages[kind]) return [];
    const axis = (step: number) =>
      inputs.find(({ usage, reportId }) => usage === x.usage + step && reportId === x.reportId);
    const y = axis(1);
    const z = axis(2);
    const unitFactor = kind === 'accel' ? accelFactor(x.unit, options) : gyroFactor(x.unit);
    if (y === undefined || z === undefined || unitFactor === undefined) return [];
    return [{ kind, reportId: x.reportId, fields: [x, y, z], unitFactor } as const];
  });
}

/** Without a unit: g. `0x1A` is the number that Linux has for g (`hid-sensor-ids.h`). */
function accelFactor(unit: number, { lengthUnit = 'metre' }: HidSensorOptions): number | undefined {
  if (unit === 0 || unit === 0x1a) return standardGravity;
  if (unit === 0xe011) return lengthUnit === 'metre' ? 1 : 0.01;
  return unit === 0xe013 ? 0.0254 : undefined;
}

/** Without a unit, and with `0xF014`: degree/s. `0xF012` is rad/s. */
function gyroFactor(unit: number): number | undefined {
  if (unit === 0 || unit === 0xf014) return radiansPerDegree;
  return unit === 0xf012 ? 1 : undefined;
}

/** HID 1.11, section 6.2.2.7: without physical limits, they are the logical ones. */
function physicalValue(field: ReportField, body: Uint8Array): number | undefined {
  const value = readField(field, body);
  if (value === undefined) return undefined;
  const { logicalMin, logicalMax, physicalMin, physicalMax, unitExponent } = field;
  const hasPhysical = physicalMin !== physicalMax && logicalMax > logicalMin;
  const physical = hasPhysical
    ? physicalMin + ((value - logicalMin) * (physicalMax - physicalMin)) / (logicalMax - logicalMin)
    : value;
  return physical * 10 ** unitExponent;
}

function featureLength({ reports, isNumbered }: ReportDescriptor, id: number): number {
  const report = reports.find(({ kind, reportId }) => kind === 'feature' && reportId === id);
  return Math.ceil((report?.bitLength ?? 0) / 8) + (isNumbered ? 1 : 0);
}
