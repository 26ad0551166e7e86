import { Driver, ndarray, StreamDescriptor } from '@modlink/sdk';
import { paced } from './paced.js';

const arrays = { float32: Float32Array, uint8: Uint8Array };

/** What is emitted in one turn of the event loop when there is no rate to keep. */
const burstBytes = 256 * 1024;

/**
 * Devices that send frames of one shape, at a rate or as fast as they are taken. Each frame carries the host clock's time at
 * which it was emitted.
 */
export default class Benchmark extends Driver {
  deviceId = 'benchmark.01';
  supportedProviders = ['benchmark'];
  #device;
  #stop = () => {};

  descriptors() {
    return this.#device === undefined ? [] : [descriptorOf(this.#device)];
  }

  search() {
    return this.settings.devices.map((device) => ({
      title: device.name,
      identity: device.name,
      extra: device,
    }));
  }

  connectDevice({ extra }) {
    this.#device = extra;
    return this.descriptors();
  }

  disconnectDevice() {
    this.stopStreaming();
  }

  startStreaming() {
    const { dtype, shape, rateHz } = this.#device;
    const data = ndarray(new arrays[dtype](shape.reduce((product, length) => product * length)), shape);
    const emit = () => this.emit('frames', data, { timestampNs: this.clock.nowNs() });
    this.#stop = rateHz === null ? flood(emit, data.values.byteLength) : paced(rateHz, emit);
  }

  stopStreaming() {
    this.#stop();
    this.#stop = () => {};
  }

  onShutdown() {
    this.stopStreaming();
  }
}

function descriptorOf({ payloadType, dtype, shape, rateHz }) {
  return new StreamDescriptor({
    deviceId: 'benchmark.01',
    streamKey: 'frames',
    payloadType,
    dtype,
    nominalSampleRateHz: rateHz === null ? 'irregular' : rateHz * shape[1],
    chunkSize: shape[1],
    channelNames: Array.from({ length: shape[0] }, (_, channel) => `channel_${channel}`),
  });
}

/** Emits in bursts with a turn of the event loop between them; waits where a frame is not taken. */
function flood(emit, frameBytes) {
  const burstFrames = Math.max(1, Math.floor(burstBytes / frameBytes));
  let stopped = false;
  const burst = () => {
    if (stopped) return;
    for (let count = 0; count < burstFrames; count++) {
      if (!emit()) {
        setTimeout(burst, 1);
        return;
      }
    }
    setImmediate(burst);
  };
  burst();
  return () => {
    stopped = true;
  };
}
