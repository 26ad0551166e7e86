import { HidImuError } from '../errors.js';
import { measureReportRateHz } from '../measure-rate.js';
import {
  type Connection,
  factoryCalibrationFlash,
  flashArgument,
  type ImuCalibration,
  isSwitchUsbAnswer,
  nominalSwitchCalibration,
  type Parsed,
  parseFlashReply,
  parseSwitchCalibration,
  parseSwitchReply,
  parseSwitchReport,
  parseSwitchUserCalibration,
  type SwitchReply,
  switchReportModes,
  switchSamplesPerReport,
  switchSubcommandReport,
  switchSubcommands,
  switchTicksPerSecond,
  switchTimerModulus,
  switchUsbCommands,
  switchUsbReport,
  toUnits,
  userCalibrationFlash,
} from '../parser/index.js';
import type { ImuDevice, ImuReading, SetupContext } from './imu-device.js';

/** Every 15 ms (`bluetooth_hid_notes.md`, "INPUT 0x30", and `hid-nintendo.c`). */
const usualRateHz = 200 / 3;
/** Subcommands and their answers get lost now and then: each is sent so often. */
const subcommandTries = 4;

/** Sets up a Joy-Con or Pro Controller: reads its calibration, and asks for reports with motion. */
export async function setUpSwitch(context: SetupContext): Promise<ImuDevice> {
  const { inbox, extra, settings, signal } = context;
  const connection = await chooseConnection(context);
  if (connection === 'usb')
    await inbox.connection.sendOutputReport(switchUsbReport(switchUsbCommands.stayOnUsb));
  const subcommands = new Subcommands(context);
  const calibration = await readCalibration(context, subcommands);
  // The kernel's driver, or another program, has set it up already: it stays so afterwards.
  const wasSetUp = subcommands.hasSeenMotion;
  await subcommands.ask(switchSubcommands.enableImu, [1]);
  await subcommands.ask(switchSubcommands.setReportMode, [switchReportModes.full]);

  const isNewestFirst = settings.switchSampleOrder === 'newest-first';
  const read = (report: Uint8Array): Parsed<ImuReading> => {
    const { packet, rejected } = parseSwitchReport(report);
    if (packet === undefined) return { rejected };
    const samples = packet.samples.map((counts) => toUnits(counts, calibration));
    return {
      packet: {
        samples: isNewestFirst ? samples.reverse() : samples,
        ticks: packet.ticks,
        battery: packet.battery,
      },
    };
  };
  const clock = { ticksPerSecond: switchTicksPerSecond, modulus: switchTimerModulus };
  const reportRateHz = await measureReportRateHz(inbox, read, { clock, reportRateHz: usualRateHz }, signal);
  return {
    name: extra.name,
    connection,
    calibration: calibration.source,
    hasAccel: true,
    hasGyro: true,
    hasBattery: true,
    samplesPerReport: switchSamplesPerReport,
    reportRateHz,
    progress: { clock, reportRateHz },
    read,
    async release() {
      if (wasSetUp) return;
      // Sent without waiting for answers: a controller that does not hear it keeps sending, which does no harm.
      await subcommands.send(switchSubcommands.enableImu, [0]);
      await subcommands.send(switchSubcommands.setReportMode, [switchReportModes.simple]);
      if (connection === 'usb')
        await inbox.connection.sendOutputReport(switchUsbReport(switchUsbCommands.allowBluetooth));
    },
  };
}

/** The handshake is answered over USB alone, so it also tells how the controller is connected. */
async function chooseConnection({ inbox, extra, settings, signal }: SetupContext): Promise<Connection> {
  if (extra.busType === 'bluetooth') return 'bluetooth';
  const { handshake } = switchUsbCommands;
  const answer = await inbox.waitFor(
    (report) => (isSwitchUsbAnswer(report, handshake) ? true : undefined),
    { timeoutMs: settings.answerTimeoutMs / subcommandTries, signal },
    () => inbox.connection.sendOutputReport(switchUsbReport(handshake)),
  );
  // A controller that another program has woken already does not answer a second handshake.
  return answer === true || extra.busType === 'usb' ? 'usb' : 'bluetooth';
}

/** Asks, and asks again. */
class Subcommands {
  readonly #context: SetupContext;
  #sequence = 0;
  /** Whether reports with motion came while answers were waited for. */
  hasSeenMotion = false;

  constructor(context: SetupContext) {
    this.#context = context;
  }

  send(subcommand: number, argument: readonly number[]): Promise<void> {
    const report = switchSubcommandReport(this.#sequence, subcommand, argument);
    this.#sequence += 1;
    return this.#context.inbox.connection.sendOutputReport(report);
  }

  /** @throws {HidImuError} `NO_ANSWER` */
  async ask<T = SwitchReply>(
    subcommand: number,
    argument: readonly number[],
    accept: (reply: SwitchReply) => T | undefined = (reply) => reply as T,
  ): Promise<T> {
    const { inbox, settings, extra, signal } = this.#context;
    const timeoutMs = settings.answerTimeoutMs / subcommandTries;
    for (let tries = 0; tries < subcommandTries; tries++) {
      const answer = await inbox.waitFor(
        (report) => {
          this.hasSeenMotion ||= parseSwitchReport(report).packet !== undefined;
          const reply = parseSwitchReply(report);
          return reply?.subcommand === subcommand && reply.isAcknowledged ? accept(reply) : undefined;
        },
        { timeoutMs, signal },
        () => this.send(subcommand, argument),
      );
      if (answer !== undefined) return answer;
    }
    throw new HidImuError(
      'NO_ANSWER',
      `The ${extra.name} did not answer subcommand 0x${subcommand.toString(16)} within ${settings.answerTimeoutMs} ms. Wake it ` +
        'with any button, bring it nearer, and close other programs that use it.',
      { subject: { path: extra.path } },
    );
  }

  /** Bytes of the flash memory. */
  readFlash({ address, lengthBytes }: { readonly address: number; readonly lengthBytes: number }) {
    return this.ask(switchSubcommands.readFlash, flashArgument(address, lengthBytes), (reply) => {
      const read = parseFlashReply(reply);
      return read?.address === address ? read.bytes : undefined;
    });
  }
}

async function readCalibration(
  { settings, extra, warn }: SetupContext,
  subcommands: Subcommands,
): Promise<ImuCalibration> {
  const options = { gyroScale: settings.switchGyroScale };
  if (settings.switchUserCalibration) {
    const user = parseSwitchUserCalibration(await subcommands.readFlash(userCalibrationFlash), options);
    if (user !== undefined) return user;
  }
  const factory = parseSwitchCalibration(await subcommands.readFlash(factoryCalibrationFlash), options);
  if (factory !== undefined) return factory;
  warn(
    `The ${extra.name} has no calibration in its memory: nominal values are taken, which are some percent off.`,
  );
  return nominalSwitchCalibration(options);
}
