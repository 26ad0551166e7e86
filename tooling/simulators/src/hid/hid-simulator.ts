/** What a HID device says of itself when it is plugged in. */
export interface SimulatedHidInfo {
  readonly vendorId: number;
  readonly productId: number;
  readonly product: string;
  readonly manufacturer: string;
  readonly serialNumber: string;
  readonly busType: 'usb' | 'bluetooth';
  readonly usagePage: number;
  readonly usage: number;
}

/**
 * A HID device without a wire: bytes in, bytes out. It knows neither a clock nor a transport, so that it can be put behind a
 * simulated transport as well as behind a kernel's virtual device. Reports carry their id first.
 */
export interface HidSimulator {
  readonly info: SimulatedHidInfo;
  readonly reportDescriptor: Uint8Array;
  /** How long it waits between two calls of `nextReports`; it changes where the host asks for another interval. */
  readonly reportIntervalMs: number;
  /** The input reports that are due now: none while the device is silent. Time goes on by one interval. */
  nextReports(): readonly Uint8Array[];
  /** The host reads a feature report; `undefined` where there is none with that id. */
  featureReport(reportId: number): Uint8Array | undefined;
  /** The host writes a feature report. */
  takeFeatureReport(report: Uint8Array): void;
  /**
   * The host writes an output report.
   * @returns input reports that answer it.
   */
  takeOutputReport(report: Uint8Array): readonly Uint8Array[];
}

/** The nearest int16 to a value: converters do not wrap, they stop at their limit. */
export function toInt16(value: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(value)));
}

/** Writes three int16, lowest byte first. */
export function writeAxes(report: Buffer, at: number, [x, y, z]: readonly [number, number, number]): void {
  report.writeInt16LE(toInt16(x), at);
  report.writeInt16LE(toInt16(y), at + 2);
  report.writeInt16LE(toInt16(z), at + 4);
}
