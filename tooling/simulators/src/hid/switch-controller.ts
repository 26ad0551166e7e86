import { type HidSimulator, type SimulatedHidInfo, toInt16, writeAxes } from './hid-simulator.js';
import { type Motion, type MotionAt, standardGravity } from './motion.js';
import { switchBluetoothDescriptor, switchUsbDescriptor } from './report-descriptors.js';

/** What is in the flash memory about one axis. */
export interface SwitchAxis {
  readonly accelOrigin: number;
  readonly gyroOrigin: number;
}
export type SwitchAxes = readonly [SwitchAxis, SwitchAxis, SwitchAxis];

/** As on the controller whose flash memory dekuNukem's notes show (`spi_flash_notes.md`, "6-Axis sensor ... calibration"). */
export const usualSwitchAxes: SwitchAxes = [
  { accelOrigin: -80, gyroOrigin: 14 },
  { accelOrigin: -327, gyroOrigin: -33 },
  { accelOrigin: 224, gyroOrigin: -48 },
];

export interface SwitchSimulatorOptions {
  readonly motion: MotionAt;
  readonly model?: 'Joy-Con (L)' | 'Joy-Con (R)' | 'Pro Controller';
  readonly connection?: 'usb' | 'bluetooth';
  readonly serialNumber?: string;
  /** What the maker measured; `'none'` for a flash memory without it. */
  readonly axes?: SwitchAxes | 'none';
  /** What the user calibrated; the sensor then really has these offsets. */
  readonly userAxes?: SwitchAxes;
  /** The timer of the first report. */
  readonly firstTimer?: number;
  /** The upper half of the battery byte: 8 full, 6, 4, 2, 0 empty; 1 more while it charges. It may change meanwhile. */
  readonly battery?: number | (() => number);
  /** How many subcommands get lost, as on a bad link. */
  readonly ignoredSubcommands?: number;
}

const productIds = { 'Joy-Con (L)': 0x2006, 'Joy-Con (R)': 0x2007, 'Pro Controller': 0x2009 };
const sampleRateHz = 200;
const accelCoefficient = 16384;
const gyroCoefficient = 13371;
/** degree/s that the gyroscope's coefficient stands for: 70 millidegree/s per count. */
const degreesAtCoefficient = 936;

/**
 * A Joy-Con or Pro Controller: reports and subcommands as in dekuNukem's Nintendo_Switch_Reverse_Engineering,
 * `bluetooth_hid_notes.md`. It sends buttons only until it is asked for motion; over USB nothing at all before the handshake.
 */
export class SwitchSimulator implements HidSimulator {
  readonly info: SimulatedHidInfo;
  readonly reportDescriptor: Uint8Array;
  readonly reportIntervalMs = 15;
  /** The subcommands that came, in order. */
  readonly subcommands: number[] = [];
  readonly #options: SwitchSimulatorOptions;
  readonly #flash: (address: number) => number;
  #isAwake: boolean;
  #mode = 0x3f;
  #hasMotion = false;
  #ignored = 0;
  #report = 0;

  constructor(options: SwitchSimulatorOptions) {
    const { connection = 'bluetooth', model = 'Joy-Con (L)', serialNumber = '98:b6:e9:00:00:03' } = options;
    this.#options = options;
    this.#isAwake = connection === 'bluetooth';
    this.#flash = flashMemory(options);
    this.reportDescriptor = connection === 'usb' ? switchUsbDescriptor : switchBluetoothDescriptor;
    this.info = {
      vendorId: 0x057e,
      productId: productIds[model],
      product: model,
      manufacturer: 'Nintendo',
      serialNumber,
      busType: connection,
      usagePage: 1,
      usage: 5,
    };
  }

  nextReports(): readonly Uint8Array[] {
    const index = this.#report;
    this.#report += 1;
    if (!this.#isAwake || this.#mode !== 0x30) return [];
    const report = this.#stateReport(0x30, index);
    for (let sample = 0; sample < 3 && this.#hasMotion; sample++) {
      const motion = this.#options.motion((3 * index + sample) / sampleRateHz);
      const counts = switchCounts(motion, this.#trueAxes);
      writeAxes(report, 13 + 12 * sample, counts.accel);
      writeAxes(report, 19 + 12 * sample, counts.gyro);
    }
    return [report];
  }

  featureReport(): undefined {
    return undefined;
  }

  takeFeatureReport(): void {}

  takeOutputReport(report: Uint8Array): readonly Uint8Array[] {
    if (report[0] === 0x80 && this.info.busType === 'usb') return this.#takeUsbCommand(report[1] ?? 0);
    if (report[0] !== 0x01 || !this.#isAwake) return [];
    if (this.#ignored < (this.#options.ignoredSubcommands ?? 0)) {
      this.#ignored += 1;
      return [];
    }
    const subcommand = report[10] ?? 0;
    this.subcommands.push(subcommand);
    const answer = this.#stateReport(0x21, this.#report);
    answer[13] = subcommand === 0x10 ? 0x90 : 0x80;
    answer[14] = subcommand;
    if (subcommand === 0x03) this.#mode = report[11] ?? 0;
    if (subcommand === 0x40) this.#hasMotion = report[11] === 1;
    if (subcommand === 0x10) {
      answer.set(report.subarray(11, 16), 15);
      const address = Buffer.from(report).readUInt32LE(11);
      for (let at = 0; at < (report[15] ?? 0); at++) answer[20 + at] = this.#flash(address + at);
    }
    return [answer];
  }

  get #trueAxes(): SwitchAxes {
    const { userAxes, axes = usualSwitchAxes } = this.#options;
    return userAxes ?? (axes === 'none' ? usualSwitchAxes : axes);
  }

  #takeUsbCommand(command: number): readonly Uint8Array[] {
    if (command === 0x04) this.#isAwake = true;
    if (command === 0x05) this.#isAwake = false;
    if (command !== 0x02) return [];
    const answer = Buffer.alloc(64);
    answer.set([0x81, command]);
    return [answer];
  }

  #stateReport(reportId: number, index: number): Buffer {
    const { battery = 8, firstTimer = 0 } = this.#options;
    const report = Buffer.alloc(this.info.busType === 'usb' ? 64 : 49);
    const level = typeof battery === 'number' ? battery : battery();
    report.set([reportId, (firstTimer + 3 * index) % 256, (level << 4) | 0x0e]);
    return report;
  }
}

/** What the converters of a controller with these offsets read. */
function switchCounts(motion: Motion, axes: SwitchAxes) {
  const three = (make: (axis: SwitchAxis, index: 0 | 1 | 2) => number): [number, number, number] => [
    make(axes[0], 0),
    make(axes[1], 1),
    make(axes[2], 2),
  ];
  return {
    accel: three(
      ({ accelOrigin }, index) =>
        ((motion.accel[index] / standardGravity) * (accelCoefficient - accelOrigin)) / 4,
    ),
    gyro: three(({ gyroOrigin }, index) => {
      const degrees = (motion.gyro[index] * 180) / Math.PI;
      return gyroOrigin + (degrees * (gyroCoefficient - gyroOrigin)) / degreesAtCoefficient;
    }),
  };
}

/** The flash memory: `FF` where nothing was written. */
function flashMemory({
  axes = usualSwitchAxes,
  userAxes,
}: SwitchSimulatorOptions): (address: number) => number {
  const written = new Map<number, number>();
  const write = (address: number, bytes: Uint8Array) => {
    for (const [at, byte] of bytes.entries()) written.set(address + at, byte);
  };
  if (axes !== 'none') write(0x6020, calibrationBytes(axes));
  if (userAxes !== undefined) {
    write(0x8026, Uint8Array.of(0xb2, 0xa1));
    write(0x8028, calibrationBytes(userAxes));
  }
  return (address) => written.get(address) ?? 0xff;
}

function calibrationBytes(axes: SwitchAxes): Buffer {
  const bytes = Buffer.alloc(24);
  for (const [index, { accelOrigin, gyroOrigin }] of axes.entries()) {
    bytes.writeInt16LE(toInt16(accelOrigin), 2 * index);
    bytes.writeInt16LE(accelCoefficient, 6 + 2 * index);
    bytes.writeInt16LE(toInt16(gyroOrigin), 12 + 2 * index);
    bytes.writeInt16LE(gyroCoefficient, 18 + 2 * index);
  }
  return bytes;
}
