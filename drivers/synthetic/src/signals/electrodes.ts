/**
 * Electrode names of the 10-20 system and of its extension, the 10-10 system (Nuwer et al. 1998, "IFCN standards for
 * digital recording of clinical EEG"). The first 8 and the first 16 are the usual ones of small amplifiers.
 */
const named = (
  'Fp1 Fp2 C3 C4 P7 P8 O1 O2 F7 F8 F3 F4 T7 T8 P3 P4 Fz Cz Pz ' +
  'Fpz Oz AF7 AF3 AFz AF4 AF8 F5 F1 F2 F6 FT7 FC5 FC3 FC1 FCz FC2 FC4 FC6 FT8 C5 C1 C2 C6 ' +
  'TP7 CP5 CP3 CP1 CPz CP2 CP4 CP6 TP8 P5 P1 P2 P6 PO7 PO3 POz PO4 PO8 Iz F9 F10 FT9 FT10 TP9 TP10 P9 P10'
).split(' ');

/** How far to the front each row of the cap lies: 1 at the forehead, 0 at the ears, -1 at the back. */
const frontalityOfRow: Readonly<Record<string, number>> = {
  Fp: 1,
  AF: 0.75,
  F: 0.5,
  FC: 0.25,
  FT: 0.25,
  C: 0,
  T: 0,
  CP: -0.25,
  TP: -0.25,
  P: -0.5,
  PO: -0.75,
  O: -1,
  I: -1,
};

/** One electrode of the simulated cap. */
export interface Electrode {
  readonly name: string;
  /** 1 at the forehead, 0 at the ears, -1 at the back of the head. */
  readonly frontality: number;
}

/** The first `count` electrodes: the named ones of the 10-10 system, then `E71`, `E72` and so on, spread over the head. */
export function electrodes(count: number): readonly Electrode[] {
  return Array.from({ length: count }, (_, index) => {
    const name = named[index];
    if (name === undefined) {
      // Multiples of the golden ratio spread evenly, however many there are.
      return { name: `E${index + 1}`, frontality: 2 * ((index * 0.618034) % 1) - 1 };
    }
    return { name, frontality: frontalityOfRow[name.replace(/z$|\d+$/, '')] ?? 0 };
  });
}
