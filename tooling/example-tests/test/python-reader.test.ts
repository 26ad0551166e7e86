import { join } from 'node:path';
import { createHost, exportRecording } from '@modlink/host';
import { part, pythonPath } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { examples, syntheticRoot, temporaryFolder } from './support/folders.js';
import { output } from './support/programs.js';
import { serverWithEeg } from './support/server.js';

const cwd = join(examples, 'python-reader');
const numpy = await part('numpy');
const pythonWebSocket = await part('python-websocket');

pythonWebSocket.describe('live.py', () => {
  it('prints frames of a server', { timeout: 60_000 }, async () => {
    const { url } = await serverWithEeg();
    const args = ['live.py', url.replace('http', 'ws'), '*:eeg', '3'];
    const lines = (await output(pythonPath, args, { cwd, home: await temporaryFolder() })).trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/^synthetic_eeg\.01:eeg \d{4}-\S+ \(8, \d+\) -?\d/);
  });
});

numpy.describe('recording.py', () => {
  it('reads a recording that was exported for NumPy', { timeout: 60_000 }, async () => {
    const home = await temporaryFolder();
    await using host = await createHost({
      home,
      appRoot: home,
      roots: [syntheticRoot],
      recordingsFolder: home,
    });
    const { devices } = await host.search({ driverId: 'synthetic' });
    const eeg = devices.find(({ title }) => title.includes('EEG'));
    if (eeg === undefined) throw new Error('the synthetic driver has no EEG');
    const device = await host.connect(eeg);
    const recording = await host.recordings.start();
    await device.startStreaming();
    await expect.poll(() => recording.snapshot().samples, { timeout: 15_000 }).toBeGreaterThan(20);
    await device.disconnect();
    const { path, samples } = await recording.finish();
    const { files } = await exportRecording({ input: path, format: 'npz' });
    const file = files.find(({ streamId }) => streamId === 'synthetic_eeg.01:eeg')?.path ?? '';
    const printed = await output(pythonPath, ['recording.py', file], { cwd, home });
    expect(printed).toMatch(new RegExp(`Fp1: ${samples} samples, mean`));
    expect(printed.trim().split('\n')).toHaveLength(9);
  });
});
