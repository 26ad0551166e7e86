/**
 * `@modlink/driver-synthetic/signals`: what the synthetic devices send, as pure functions of the seed and the sample
 * number, so that a test can compute the truth for whatever came out of a recording, a bridge or an export.
 */
export { type EegOptions, eegSignal } from './eeg.js';
export { type Electrode, electrodes } from './electrodes.js';
export { accelSignal, gyroSignal, type ImuOptions } from './imu.js';
export { type LineScanOptions, lineScanSignal } from './line-scan.js';
export { type PressureOptions, pressureSignal } from './pressure.js';
export { type Signal, samplesOf } from './signal.js';
export { readFrameNumber, type TestCardOptions, testCardSignal } from './test-card.js';
