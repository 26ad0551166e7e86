/**
 * The impedance of an electrode, from what the board's test current makes of it. The converter's lead-off detection sends
 * 6 nA at 31.25 Hz through the electrode (OpenBCI documentation, "Cyton Board SDK", section "LeadOff Impedance Commands");
 * on the way there stands a resistor of 2.2 kOhm (OpenBCI GUI, `BoardCyton.pde`: `leadOffDrive_amps`, `series_resistor`).
 */

/** Hertz: 250 Hz divided by 8. The documentation rounds it to 31.5 Hz. */
export const testCurrentHz = 31.25;
const testCurrentA = 6e-9;
const seriesOhm = 2_200;

/** How long the current settles before anything is measured, and how long it is measured, in seconds: whole periods. */
export const settlingS = 0.512;
export const measuringS = 1.024;

/** The amplitude of one frequency in samples that hold whole periods of it, in the unit of the samples. */
export function amplitudeAt(samples: ArrayLike<number>, frequencyHz: number, rateHz: number): number {
  const step = (2 * Math.PI * frequencyHz) / rateHz;
  let cosines = 0;
  let sines = 0;
  for (let index = 0; index < samples.length; index++) {
    cosines += (samples[index] as number) * Math.cos(step * index);
    sines += (samples[index] as number) * Math.sin(step * index);
  }
  return (2 * Math.hypot(cosines, sines)) / samples.length;
}

/**
 * Ohm = volt / ampere, less the resistor; 0 where the resistor alone explains what was measured.
 * @param microvolts - of one channel, {@link measuringS} long.
 */
export function impedanceOhm(microvolts: ArrayLike<number>, rateHz: number): number {
  const volts = amplitudeAt(microvolts, testCurrentHz, rateHz) * 1e-6;
  return Math.max(0, volts / testCurrentA - seriesOhm);
}

/** What a channel measures of an electrode while the current is on: the amplitude in microvolts. */
export function microvoltsOf(ohm: number): number {
  return (ohm + seriesOhm) * testCurrentA * 1e6;
}
