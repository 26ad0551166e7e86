/**
 * `@modlink/driver-muse/parser`: what a Muse headband sends, as values. Pure: no input, no output, no clock. Packets come whole,
 * so that each function reads one; only answers to commands come in pieces.
 */
export { encodeMuseCommand, type MuseAnswer, MuseAnswerParser } from './control.js';
export { eegRateHz, eegSamplesPerPacket, microvoltPerCount, parseEegPacket } from './eeg.js';
export {
  degreePerSecondPerCount,
  gPerCount,
  motionRateHz,
  motionSamplesPerPacket,
  parseAccelPacket,
  parseGyroPacket,
} from './motion.js';
export { type MusePacket, packetLengthBytes } from './packet.js';
export { parsePpgPacket, ppgRateHz, ppgSamplesPerPacket } from './ppg.js';
export { type MuseTelemetry, parseTelemetry } from './telemetry.js';
