/**
 * Report descriptors: where in a report which value stands. Source: USB Implementers' Forum, Device Class Definition for Human
 * Interface Devices (HID), version 1.11: section 6.2.2.2 (short items), 6.2.2.3 (long items), 6.2.2.4 - 6.2.2.6 (main items),
 * 6.2.2.7 (global items), 6.2.2.8 (local items).
 */

/** Input reports come from the device, output reports go to it, feature reports are asked for or set. */
export type ReportKind = 'input' | 'output' | 'feature';

/** One value in a report. */
export interface ReportField {
  readonly kind: ReportKind;
  /** 0 where the device does not number its reports. */
  readonly reportId: number;
  /** From the beginning of the report, its id not counted. */
  readonly bitOffset: number;
  readonly bitSize: number;
  /** Usage page in the upper 16 bits, usage in the lower; 0 where none is given. */
  readonly usage: number;
  /** Of an array: the usages that its value chooses from, beginning with `logicalMin`. */
  readonly choices: readonly number[] | undefined;
  /** Usages of the collections around it, the outermost first. */
  readonly collections: readonly number[];
  readonly logicalMin: number;
  readonly logicalMax: number;
  readonly physicalMin: number;
  readonly physicalMax: number;
  /** As in section 6.2.2.7, "Unit": one nibble for the system and one per quantity. */
  readonly unit: number;
  /** Power of ten. */
  readonly unitExponent: number;
}

/** How long a report is, its id not counted. */
export interface ReportLength {
  readonly kind: ReportKind;
  readonly reportId: number;
  readonly bitLength: number;
}

/** What a descriptor says. */
export interface ReportDescriptor {
  readonly fields: readonly ReportField[];
  /** Padding included. */
  readonly reports: readonly ReportLength[];
  /** Whether reports begin with their id. */
  readonly isNumbered: boolean;
}

/** More than any device has: a damaged descriptor ends here instead of filling the memory. */
const fieldsLimit = 4096;
const depthLimit = 64;
const bitsLimit = 8 * 65_536;

interface Globals {
  usagePage: number;
  logicalMin: number;
  /** As a signed and as an unsigned number: which of them is meant, the minimum tells. */
  logicalMax: { readonly signed: number; readonly unsigned: number };
  physicalMin: number;
  physicalMax: { readonly signed: number; readonly unsigned: number };
  unit: number;
  unitExponent: number;
  reportSize: number;
  reportId: number;
  reportCount: number;
}

const noNumber = { signed: 0, unsigned: 0 };
const startGlobals: Globals = {
  usagePage: 0,
  logicalMin: 0,
  logicalMax: noNumber,
  physicalMin: 0,
  physicalMax: noNumber,
  unit: 0,
  unitExponent: 0,
  reportSize: 0,
  reportId: 0,
  reportCount: 0,
};

/**
 * Reads a report descriptor. What is damaged is left out, and what comes before it is kept; no input makes it throw or grow.
 */
export function parseReportDescriptor(bytes: Uint8Array): ReportDescriptor {
  const reader = new DescriptorReader();
  for (let at = 0; at < bytes.length && !reader.isFull; ) {
    const prefix = bytes[at] ?? 0;
    // A long item has its length in the next byte; none is defined.
    if (prefix === 0xfe) {
      at += 3 + (bytes[at + 1] ?? 0);
      continue;
    }
    const size = [0, 1, 2, 4][prefix & 3] ?? 0;
    if (at + 1 + size > bytes.length) break;
    let unsigned = 0;
    for (let index = size - 1; index >= 0; index--) unsigned = unsigned * 256 + (bytes[at + 1 + index] ?? 0);
    const range = 2 ** (8 * size);
    const signed = size > 0 && unsigned >= range / 2 ? unsigned - range : unsigned;
    reader.take((prefix >> 2) & 3, prefix >> 4, { signed, unsigned }, size);
    at += 1 + size;
  }
  return { fields: reader.fields, reports: [...reader.reports.values()], isNumbered: reader.isNumbered };
}

/** The values of items, by their type and tag. */
class DescriptorReader {
  readonly fields: ReportField[] = [];
  /** By kind and report id. */
  readonly reports = new Map<string, ReportLength>();
  isNumbered = false;
  #globals: Globals = startGlobals;
  readonly #stack: Globals[] = [];
  #collections: readonly number[] = [];
  #usages: number[] = [];
  #usageMin: number | undefined;

  get isFull(): boolean {
    return this.fields.length >= fieldsLimit;
  }

  take(type: number, tag: number, value: Globals['logicalMax'], size: number): void {
    if (type === 0) this.#takeMain(tag, value.unsigned);
    else if (type === 1) this.#takeGlobal(tag, value);
    else if (type === 2) this.#takeLocal(tag, value.unsigned, size);
  }

  #takeMain(tag: number, flags: number): void {
    if (tag === 0x8) this.#addFields('input', flags);
    else if (tag === 0x9) this.#addFields('output', flags);
    else if (tag === 0xb) this.#addFields('feature', flags);
    else if (tag === 0xa && this.#collections.length < depthLimit)
      this.#collections = [...this.#collections, this.#usages[0] ?? 0];
    else if (tag === 0xc) this.#collections = this.#collections.slice(0, -1);
    this.#usages = [];
    this.#usageMin = undefined;
  }

  #takeGlobal(tag: number, value: Globals['logicalMax']): void {
    const { signed, unsigned } = value;
    const change = (globals: Partial<Globals>) => {
      this.#globals = { ...this.#globals, ...globals };
    };
    if (tag === 0x0) change({ usagePage: unsigned & 0xffff });
    else if (tag === 0x1) change({ logicalMin: signed });
    else if (tag === 0x2) change({ logicalMax: value });
    else if (tag === 0x3) change({ physicalMin: signed });
    else if (tag === 0x4) change({ physicalMax: value });
    else if (tag === 0x5) change({ unitExponent: exponentOf(value) });
    else if (tag === 0x6) change({ unit: unsigned });
    else if (tag === 0x7) change({ reportSize: unsigned });
    else if (tag === 0x8) {
      change({ reportId: unsigned & 0xff });
      this.isNumbered = true;
    } else if (tag === 0x9) change({ reportCount: unsigned });
    else if (tag === 0xa && this.#stack.length < depthLimit) this.#stack.push(this.#globals);
    else if (tag === 0xb) this.#globals = this.#stack.pop() ?? this.#globals;
  }

  #takeLocal(tag: number, value: number, size: number): void {
    // Four bytes carry their usage page themselves.
    const usage = size === 4 ? value : this.#globals.usagePage * 0x10000 + value;
    if (tag === 0x0 && this.#usages.length < fieldsLimit) this.#usages.push(usage);
    else if (tag === 0x1) this.#usageMin = usage;
    else if (tag === 0x2 && this.#usageMin !== undefined) {
      for (let each = this.#usageMin; each <= usage && this.#usages.length < fieldsLimit; each++)
        this.#usages.push(each);
      this.#usageMin = undefined;
    }
  }

  #addFields(kind: ReportKind, flags: number): void {
    const { reportId, reportSize, reportCount, logicalMin, logicalMax, physicalMin, physicalMax } =
      this.#globals;
    const key = `${kind} ${reportId}`;
    const start = this.reports.get(key)?.bitLength ?? 0;
    const end = start + reportSize * reportCount;
    if (end > bitsLimit) return;
    this.reports.set(key, { kind, reportId, bitLength: end });
    // Section 6.2.2.5: bit 0 constant (padding), bit 1 variable (else an array).
    if ((flags & 1) !== 0 || reportSize === 0) return;
    const isArray = (flags & 2) === 0;
    for (let index = 0; index < reportCount && !this.isFull; index++) {
      this.fields.push({
        kind,
        reportId,
        bitOffset: start + index * reportSize,
        bitSize: reportSize,
        usage: isArray ? 0 : (this.#usages[Math.min(index, this.#usages.length - 1)] ?? 0),
        choices: isArray ? this.#usages : undefined,
        collections: this.#collections,
        logicalMin,
        logicalMax: logicalMin < 0 ? logicalMax.signed : logicalMax.unsigned,
        physicalMin,
        physicalMax: physicalMin < 0 ? physicalMax.signed : physicalMax.unsigned,
        unit: this.#globals.unit,
        unitExponent: this.#globals.unitExponent,
      });
    }
  }
}

/** Section 6.2.2.7, "Unit Exponent": a nibble from -8 to 7; some devices write a whole signed number. */
function exponentOf({ signed, unsigned }: Globals['logicalMax']): number {
  if (unsigned > 15) return Math.max(-30, Math.min(30, signed));
  return unsigned > 7 ? unsigned - 16 : unsigned;
}

/**
 * The value of a field, by its logical limits signed or not.
 * @param report - without its id.
 * @returns `undefined` where the report ends before the field does, or the field is wider than 32 bits.
 */
export function readField(field: ReportField, report: Uint8Array): number | undefined {
  const { bitOffset, bitSize } = field;
  if (bitSize > 32 || bitOffset + bitSize > report.length * 8) return undefined;
  let value = 0;
  for (let bit = bitSize - 1; bit >= 0; bit--) {
    const at = bitOffset + bit;
    value = value * 2 + (((report[at >> 3] ?? 0) >> (at & 7)) & 1);
  }
  const range = 2 ** bitSize;
  return field.logicalMin < 0 && value >= range / 2 ? value - range : value;
}

/**
 * Writes a value into a field. Where the report ends before the field does, nothing is written.
 * @param report - without its id.
 */
export function writeField(field: ReportField, report: Uint8Array, value: number): void {
  const { bitOffset, bitSize } = field;
  if (bitSize > 32 || bitOffset + bitSize > report.length * 8) return;
  const bits = value < 0 ? value + 2 ** bitSize : value;
  for (let bit = 0; bit < bitSize; bit++) {
    const at = bitOffset + bit;
    const mask = 1 << (at & 7);
    const byte = report[at >> 3] ?? 0;
    report[at >> 3] = Math.floor(bits / 2 ** bit) % 2 === 1 ? byte | mask : byte & ~mask;
  }
}
