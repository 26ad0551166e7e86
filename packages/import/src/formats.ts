import { bdfFormat, edfFormat } from './edf/edf-format.js';
import type { ImportFormat } from './import-format.js';
import { openbciFormat } from './openbci/openbci-format.js';
import { xdfFormat } from './xdf/xdf-format.js';

const formats: readonly ImportFormat[] = [xdfFormat, edfFormat, bdfFormat, openbciFormat];

/** The formats that can be imported, by id. */
export const importFormats: ReadonlyMap<string, ImportFormat> = new Map(
  formats.map((format) => [format.id, format]),
);
