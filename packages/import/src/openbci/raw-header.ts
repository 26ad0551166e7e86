/**
 * The head of a raw text file of the OpenBCI GUI: lines that begin with `%`, and from version 5 on a line with the names of the
 * columns. Facts from the GUI's own writers (github.com/OpenBCI/OpenBCI_GUI, `DataWriterODF.pde` of versions 5 and 6,
 * `DataLogging.pde` of version 4) and its sample recordings (`EEG_Sample_Data`).
 */
export interface RawHeader {
  readonly lines: readonly string[];
  readonly channels: number | undefined;
  readonly rateHz: number | undefined;
  /** `BoardCytonSerial`; empty before version 5. */
  readonly board: string;
  /** Of the columns; empty before version 5. */
  readonly columns: readonly string[];
}

export type BoardKind = 'cyton' | 'cyton_daisy' | 'ganglion' | 'other';

export function parseHeader(lines: readonly string[], columnLine: string | undefined): RawHeader {
  const field = (name: RegExp): string | undefined => {
    for (const line of lines) {
      const match = name.exec(line);
      if (match !== null) return match[1]?.trim();
    }
    return undefined;
  };
  const channels = Number(field(/^%\s*Number of channels\s*=\s*(\d+)/i));
  const rate = Number(field(/^%\s*Sample Rate\s*=\s*([\d.]+)/i));
  const board = field(/^%\s*Board\s*=\s*(.+)$/i) ?? '';
  return {
    lines,
    channels: Number.isSafeInteger(channels) && channels > 0 ? channels : undefined,
    rateHz: rate > 0 && Number.isFinite(rate) ? rate : undefined,
    // The name of a class: OpenBCI_GUI$BoardCytonSerial
    board: board.slice(board.lastIndexOf('$') + 1),
    columns: columnLine === undefined ? [] : columnLine.split(',').map((name) => name.trim()),
  };
}

/** @param channels - as found out, where the board is not named. */
export function boardKind({ board }: RawHeader, channels: number): BoardKind {
  if (/Ganglion/i.test(board)) return 'ganglion';
  if (/Daisy/i.test(board)) return 'cyton_daisy';
  if (/Cyton/i.test(board)) return channels > 8 ? 'cyton_daisy' : 'cyton';
  if (board !== '') return 'other';
  return channels === 4 ? 'ganglion' : channels === 8 ? 'cyton' : channels === 16 ? 'cyton_daisy' : 'other';
}

export const usualRateHz: Readonly<Record<BoardKind, number>> = {
  cyton: 250,
  cyton_daisy: 125,
  ganglion: 200,
  other: 250,
};
