import { LoopDriver, StreamDescriptor } from '@modlink/sdk';

export default class Outside extends LoopDriver {
  deviceId = 'outside.01';
  supportedProviders = ['none'];
  #count = 0;

  descriptors() {
    return [
      new StreamDescriptor({
        deviceId: this.deviceId,
        streamKey: 'count',
        payloadType: 'signal',
        nominalSampleRateHz: 100,
        chunkSize: 1,
        channelNames: ['n'],
      }),
    ];
  }

  search() {
    return [{ title: 'Outside', subtitle: `SDK at ${import.meta.resolve('@modlink/sdk')}` }];
  }

  connectDevice() {}
  disconnectDevice() {}

  loop() {
    this.emit('count', [this.#count++]);
  }
}
