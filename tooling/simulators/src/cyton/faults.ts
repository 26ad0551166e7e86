import { encodeCytonSample } from './packets.js';
import type { CytonSample } from './samples.js';

/** Something that goes wrong at one sample, counted from 0 since the simulator was opened. */
export type CytonFault =
  /** The radio loses the sample: its number is used up, its packets are not sent. */
  | { readonly kind: 'drop'; readonly sample: number }
  /** One byte of the sample's packets arrives changed: it is replaced by its value XOR `mask`. */
  | { readonly kind: 'corrupt'; readonly sample: number; readonly byte: number; readonly mask: number }
  /** Bytes that belong to no packet arrive before the sample. */
  | { readonly kind: 'garbage'; readonly sample: number; readonly bytes: Uint8Array }
  /** The board falls silent before the sample, until `resume()`. */
  | { readonly kind: 'pause'; readonly sample: number };

/** The bytes that reach the computer for one sample. */
export function encodeWithFaults(
  sampleNumber: number,
  sample: CytonSample,
  faults: readonly CytonFault[],
): Buffer {
  const garbage = faults.flatMap((fault) => (fault.kind === 'garbage' ? [fault.bytes] : []));
  if (faults.some((fault) => fault.kind === 'drop')) return Buffer.concat(garbage);
  const packets = Buffer.concat(encodeCytonSample(sampleNumber, sample));
  for (const fault of faults) {
    if (fault.kind === 'corrupt') packets[fault.byte] = (packets[fault.byte] ?? 0) ^ fault.mask;
  }
  return Buffer.concat([...garbage, packets]);
}
