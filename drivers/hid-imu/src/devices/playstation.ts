import { HidImuError } from '../errors.js';
import { measureReportRateHz } from '../measure-rate.js';
import {
  type Connection,
  calibrationLengthBytes,
  dualSenseCalibrationReportId,
  dualSenseCounterModulus,
  dualSenseTickModulus,
  dualSenseTicksPerSecond,
  dualShock4CalibrationReportIds,
  dualShock4CounterModulus,
  dualShock4TickModulus,
  dualShock4TicksPerSecond,
  dualShock4UsbCalibrationLengthBytes,
  hasRightChecksum,
  type ImuCalibration,
  nominalPlayStationCalibration,
  type Parsed,
  type PlayStationPacket,
  parseDualSenseReport,
  parseDualShock4Report,
  parsePlayStationCalibration,
  type Rejection,
  toUnits,
} from '../parser/index.js';
import {
  type ImuDevice,
  type ImuReading,
  type SetupContext,
  toldConnection,
  unlessRefused,
} from './imu-device.js';

/** 4 ms between reports over USB: psdevwiki.com, "DS4-USB"; the DualSense has the same. */
const usualRateHz = 250;
/** How often a calibration that arrived damaged is asked for. */
const calibrationTries = 3;
/** Room for the longest feature report, which Windows insists on; SDL reads into as many (`USB_PACKET_LENGTH`). */
const featureRoomBytes = 64;

/** In what the two families differ. */
interface PlayStationFamily {
  readonly parse: (report: Uint8Array) => Parsed<PlayStationPacket>;
  readonly calibrationReport: (connection: Connection | undefined) => {
    readonly id: number;
    readonly lengthBytes: number;
  };
  /** Whether the connection has to be known before the calibration can be read. */
  readonly needsConnection: boolean;
  readonly counterModulus: number;
  readonly clock: { readonly ticksPerSecond: number; readonly modulus: number };
}

export const dualSenseFamily: PlayStationFamily = {
  parse: parseDualSenseReport,
  calibrationReport: () => ({ id: dualSenseCalibrationReportId, lengthBytes: calibrationLengthBytes }),
  needsConnection: false,
  counterModulus: dualSenseCounterModulus,
  clock: { ticksPerSecond: dualSenseTicksPerSecond, modulus: dualSenseTickModulus },
};

export const dualShock4Family: PlayStationFamily = {
  parse: parseDualShock4Report,
  calibrationReport: (connection = 'usb') => ({
    id: dualShock4CalibrationReportIds[connection],
    lengthBytes: connection === 'usb' ? dualShock4UsbCalibrationLengthBytes : calibrationLengthBytes,
  }),
  needsConnection: true,
  counterModulus: dualShock4CounterModulus,
  clock: { ticksPerSecond: dualShock4TicksPerSecond, modulus: dualShock4TickModulus },
};

/** Sets up a DualSense or DualShock 4. Reading the calibration is what makes it send motion over Bluetooth. */
export async function setUpPlayStation(context: SetupContext, family: PlayStationFamily): Promise<ImuDevice> {
  const { inbox, extra, signal } = context;
  const known =
    toldConnection(extra) ??
    (family.needsConnection ? await connectionByReports(context, family) : undefined);
  let report = await readCalibration(context, family, known);
  const connection = (await firstPacket(context, family)).connection;
  for (let tries = 1; tries < calibrationTries && isDamaged(report, connection); tries++) {
    report = await readCalibration(context, family, connection);
  }
  const calibration = chooseCalibration(context, isDamaged(report, connection) ? undefined : report);
  const read = (bytes: Uint8Array): Parsed<ImuReading> => inUnits(family.parse(bytes), calibration);
  const { counterModulus, clock } = family;
  const usual = { counterModulus, clock, reportRateHz: usualRateHz };
  const reportRateHz = await measureReportRateHz(inbox, read, usual, signal);
  return {
    name: extra.name,
    connection,
    calibration: calibration.source,
    hasAccel: true,
    hasGyro: true,
    hasBattery: true,
    samplesPerReport: 1,
    reportRateHz,
    progress: { counterModulus, clock, reportRateHz },
    read,
    release: async () => {},
  };
}

/** What a controller tells of itself, or nominal values. */
function chooseCalibration(
  { extra, settings, warn }: SetupContext,
  report: Uint8Array | undefined,
): ImuCalibration {
  const parsed = report && parsePlayStationCalibration(report, settings);
  if (parsed?.source === 'factory') return parsed;
  warn(
    `The ${extra.name} tells no usable calibration: nominal values are taken, which are some percent off. Connect it again; ` +
      'copies of controllers often have none.',
  );
  return nominalPlayStationCalibration;
}

function inUnits(
  { packet, rejected }: Parsed<PlayStationPacket>,
  calibration: ImuCalibration,
): Parsed<ImuReading> {
  if (packet === undefined) return { rejected };
  const { counter, ticks, battery } = packet;
  return { packet: { samples: [toUnits(packet, calibration)], counter, ticks, battery } };
}

function isDamaged(report: Uint8Array | undefined, connection: Connection): boolean {
  return report === undefined || (connection === 'bluetooth' && !hasRightChecksum(report, 'feature'));
}

/** @returns `undefined` where the device does not give it. */
async function readCalibration(
  { inbox, settings, signal }: SetupContext,
  family: PlayStationFamily,
  connection: Connection | undefined,
): Promise<Uint8Array | undefined> {
  const { id, lengthBytes } = family.calibrationReport(connection);
  const asked = unlessRefused(inbox.connection.getFeatureReport(id, featureRoomBytes));
  const report = await inbox.bounded(asked, { timeoutMs: settings.answerTimeoutMs, signal });
  return report?.subarray(0, lengthBytes);
}

/** What the platform does not tell, the first report does: over Bluetooth it is one without motion. */
async function connectionByReports(
  { inbox, settings, signal }: SetupContext,
  { parse }: PlayStationFamily,
): Promise<Connection | undefined> {
  return await inbox.waitFor(
    (bytes) => {
      const { packet, rejected } = parse(bytes);
      return packet?.connection ?? (rejected === 'no-motion' ? 'bluetooth' : undefined);
    },
    { timeoutMs: settings.answerTimeoutMs, signal },
  );
}

async function firstPacket(
  { inbox, extra, settings, signal }: SetupContext,
  { parse }: PlayStationFamily,
): Promise<PlayStationPacket> {
  let last: Rejection | undefined;
  const packet = await inbox.waitFor(
    (bytes) => {
      const parsed = parse(bytes);
      last = parsed.rejected ?? last;
      return parsed.packet;
    },
    { timeoutMs: settings.answerTimeoutMs, signal },
  );
  if (packet !== undefined) return packet;
  throw new HidImuError(
    'NO_REPORTS',
    `The ${extra.name} sent no motion within ${settings.answerTimeoutMs} ms: ${why(last)}`,
    {
      subject: { path: extra.path },
    },
  );
}

function why(last: Rejection | undefined): string {
  if (last === 'no-controller') {
    return 'no controller is connected to the adaptor. Press the PS button of one that is paired with it.';
  }
  if (last === 'no-motion') {
    return 'it sends buttons only, as copies of controllers do that have no motion sensor. Connect it over USB to find out.';
  }
  if (last === 'wrong-checksum') return 'every report arrived damaged. Bring it nearer to the computer.';
  return 'wake it with the PS button, and close other programs that use it.';
}
