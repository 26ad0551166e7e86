/**
 * `@modlink/driver-openbci-ganglion/parser`: what an OpenBCI Ganglion sends, as values, and the protocol of its USB dongle. Pure: no
 * input, no output, no clock. Packets of the board come whole; messages of the dongle are found in bytes.
 */
export { type Advertisement, parseAdvertisement } from './bgapi/advertisement.js';
export { addressBytes, type BgapiEvent, parseBgapiEvent } from './bgapi/events.js';
export {
  type BgapiCommandName,
  type BgapiMessage,
  bgapi,
  byteArray,
  encodeBgapiCommand,
  uint16,
} from './bgapi/message.js';
export { type BgapiHandlers, BgapiParser } from './bgapi/parser.js';
export { type DecoderHandlers, GanglionDecoder, packetLengthBytes } from './decoder.js';
export {
  type ImpedanceElectrode,
  type ImpedancePacket,
  impedanceElectrodes,
  parseImpedance,
} from './impedance.js';
export { MessageParser } from './message.js';
export type { FirmwareFormat } from './packet-cycle.js';
export { gPerCount, microvoltPerCount, sampleRateHz } from './scale.js';
