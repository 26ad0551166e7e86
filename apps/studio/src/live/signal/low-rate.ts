import type { WireStreamDescriptor } from '@modlink/protocol';

/** Up to this rate each value is read by itself; above it, curves tell more. */
const highestHz = 4;

/** Whether the values of a stream come so slowly that people read them as numbers: heart rate, battery level. */
export const isLowRate = ({ payloadType, nominalSampleRateHz }: WireStreamDescriptor): boolean =>
  payloadType === 'signal' && (nominalSampleRateHz === 'irregular' || nominalSampleRateHz <= highestHz);
