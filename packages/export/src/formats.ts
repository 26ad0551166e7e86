import { bidsFormat } from './bids/bids-format.js';
import { bundleFormat } from './bundle/bundle-format.js';
import { csvFormat } from './csv/csv-format.js';
import { bdfFormat, edfFormat } from './edf/edf-format.js';
import type { ExportFormat } from './export-format.js';
import { hdf5Format } from './hdf5/hdf5-format.js';
import { mp4Format } from './mp4/mp4-format.js';
import { npzFormat } from './npz/npz-format.js';
import { nwbFormat } from './nwb/nwb-format.js';
import { parquetFormat } from './parquet/parquet-format.js';
import { picturesFormat } from './pictures/pictures-format.js';
import { wavFormat } from './wav/wav-format.js';
import { xdfFormat } from './xdf/xdf-format.js';

const formats: readonly ExportFormat[] = [
  csvFormat,
  npzFormat,
  parquetFormat,
  hdf5Format,
  edfFormat,
  bdfFormat,
  xdfFormat,
  nwbFormat,
  bidsFormat,
  wavFormat,
  picturesFormat,
  mp4Format,
  bundleFormat,
];

/** The formats that recordings can be exported to, by id. */
export const exportFormats: ReadonlyMap<string, ExportFormat> = new Map(
  formats.map((format) => [format.id, format]),
);
