import { createHost } from '@modlink/host';

// Records one synthetic EEG for a few seconds: node record.mjs [seconds] [folder]
const [seconds = '5', folder = 'recordings'] = process.argv.slice(2);

const host = await createHost({ appRoot: import.meta.dirname, recordingsFolder: folder });
host.events.on('connection-lost', ({ deviceId }) => console.error(`${deviceId} is gone`));
try {
  const { devices } = await host.search({ driverId: 'synthetic' });
  const eeg = devices.find(({ title }) => title.includes('EEG'));
  if (eeg === undefined) throw new Error('No EEG device was found.');

  const device = await host.connect(eeg);
  const recording = await host.recordings.start({ name: 'first try' });
  await device.startStreaming();
  recording.mark('start');
  await new Promise((done) => setTimeout(done, Number(seconds) * 1000));
  await host.disconnect(device.deviceId);
  const { path, samples } = await recording.finish();
  console.log(`${samples} samples in ${path}`);
} finally {
  await host.close();
}
