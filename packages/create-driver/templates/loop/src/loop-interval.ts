import { streams } from './streams.js';

const rateHz = streams[0]?.nominalSampleRateHz;

/** How often the device is asked, in milliseconds: all its streams have one rate. Ten times a second where they have none. */
export const loopIntervalMs = typeof rateHz === 'number' ? 1_000 / rateHz : 100;
