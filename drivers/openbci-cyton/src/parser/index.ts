/**
 * `@modlink/driver-openbci-cyton/parser`: the bytes of an OpenBCI Cyton, as packets, and packets as samples. Pure: no input,
 * no output, no clock; for files, captures and other programs as well as for the driver.
 */
export {
  accelStopByte,
  type CytonPacket,
  type PacketHandlers,
  packetChannels,
  packetLengthBytes,
  packetRateHz,
} from './packet.js';
export { CytonPacketParser } from './packet-parser.js';
export { type ChannelCount, type CytonSample, SampleAssembler } from './sample-assembler.js';
export { type Gain, gains, gPerCount, microvoltPerCount } from './scale.js';
