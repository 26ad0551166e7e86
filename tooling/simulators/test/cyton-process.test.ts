import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startCytonProcess, syntheticCytonSamples } from '../src/index.js';

const pty = await part('pty');
const patience = { timeout: 15_000, interval: 10 };

/** Another program that reads the port, and what it prints. */
function startReader(path: string) {
  const script = fileURLToPath(new URL('read-port.mjs', import.meta.url));
  const reader = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void reader.kill('SIGKILL'));
  let printed = '';
  reader.stdout.on('data', (text) => {
    printed += text;
  });
  return { printed: () => printed };
}

pty.describe('a simulator in a process of its own', () => {
  it('is seen to vanish by a program that was started after it', async () => {
    const simulator = await startCytonProcess({
      samples: syntheticCytonSamples({ length: 200 }),
      pace: 'max',
      faults: [
        { kind: 'pause', sample: 25 },
        { kind: 'pause', sample: 60 },
      ],
    });
    onTestFinished(() => simulator.close());
    const reader = startReader(simulator.path);
    await vi.waitFor(() => expect(reader.printed()).toContain(`{"bytes":${25 * 33}}`), patience);
    await vi.waitFor(async () => {
      expect(await simulator.status()).toMatchObject({ sentSamples: 25, received: 'b' });
    }, patience);
    await simulator.resume();
    await vi.waitFor(() => expect(reader.printed()).toContain(`{"bytes":${60 * 33}}`), patience);
    await simulator.unplug();
    await vi.waitFor(() => expect(reader.printed()).toContain('{"unplugged":true}'), patience);
    await simulator.close();
  });
});
