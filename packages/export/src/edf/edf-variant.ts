/**
 * The two forms of the format. EDF: Kemp et al., "A simple format for exchange of digitized polygraphic recordings",
 * Electroencephalography and clinical Neurophysiology 82 (1992), 391-393 (https://www.edfplus.info/specs/edf.html). EDF+:
 * Kemp and Olivan, Clinical Neurophysiology 114 (2003), 1755-1761 (https://www.edfplus.info/specs/edfplus.html). BDF has
 * 24 bits instead of 16 and another first field: https://www.biosemi.com/faq/file_format.htm; BDF+ is to BDF what EDF+ is
 * to EDF: https://www.teuniz.net/edfbrowser/bdfplus%20format%20description.html.
 */
export interface EdfVariant {
  readonly id: 'edf' | 'bdf';
  readonly sampleBytes: 2 | 3;
  readonly digitalMin: number;
  readonly digitalMax: number;
  /** The first field of the header, 8 bytes. */
  readonly version: Buffer;
  /** The field that says that there are annotations and no interruptions. */
  readonly continuous: string;
  readonly annotationsLabel: string;
}

export const edfPlus: EdfVariant = {
  id: 'edf',
  sampleBytes: 2,
  digitalMin: -(2 ** 15),
  digitalMax: 2 ** 15 - 1,
  version: Buffer.from('0       '),
  continuous: 'EDF+C',
  annotationsLabel: 'EDF Annotations',
};

export const bdfPlus: EdfVariant = {
  id: 'bdf',
  sampleBytes: 3,
  digitalMin: -(2 ** 23),
  digitalMax: 2 ** 23 - 1,
  version: Buffer.from([0xff, ...Buffer.from('BIOSEMI')]),
  continuous: 'BDF+C',
  annotationsLabel: 'BDF Annotations',
};
