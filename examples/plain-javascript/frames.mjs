/**
 * Frames of a ModLink server with nothing but a WebSocket: node frames.mjs [url] [streams] [frames]. The same lines work in a
 * browser; Node has had WebSocket itself since version 22.
 */
const { WebSocket } = globalThis.WebSocket ? globalThis : await import('ws');
const [url = 'ws://127.0.0.1:7788', streams = '*', count = '10'] = process.argv.slice(2);

const arrays = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

const socket = new WebSocket(`${url}/api/v1/frames?format=json`);
socket.onopen = () =>
  socket.send(JSON.stringify({ type: 'subscribe', subscription: 1, streams: streams.split(',') }));
let received = 0;
socket.onmessage = ({ data }) => {
  const message = JSON.parse(String(data));
  if (message.type === 'error') throw new Error(message.message);
  // What is on its way still comes after the closing.
  if (message.type !== 'frame' || received === Number(count)) return;
  // Values are little-endian bytes in base64, in C order of the shape.
  const bytes = Uint8Array.from(atob(message.data), (character) => character.charCodeAt(0));
  const values = new arrays[message.dtype](bytes.buffer);
  const time = new Date(Number(BigInt(message.timestampNs) / 1_000_000n)).toISOString();
  console.log(message.streamId, time, message.shape.join(' x '), values[0]);
  if (++received === Number(count)) socket.close();
};
