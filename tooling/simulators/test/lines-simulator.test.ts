import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { part } from '@modlink/test-parts';
import { SerialPort } from 'serialport';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openLinesSimulator, startLinesProcess } from '../src/index.js';

const pty = await part('pty');
const patience = { timeout: 15_000, interval: 10 };
const lines = Array.from({ length: 300 }, (_, index) => `line ${index}\r\n`);

/** Opens the port, and collects what it gives. */
async function openPort(path: string, baudRate: number) {
  const port = new SerialPort({ path, baudRate });
  onTestFinished(() => void (port.isOpen && port.close()));
  let heard = '';
  port.on('data', (bytes: Buffer) => {
    heard += bytes.toString('latin1');
  });
  await once(port, 'open');
  return { port, heard: () => heard };
}

pty.describe('a device that prints lines', () => {
  it('begins and ends with its commands', async () => {
    const simulator = openLinesSimulator({ lines, rateHz: 1000, startCommand: 'go', stopCommand: 'halt' });
    onTestFinished(() => simulator.close());
    const { port, heard } = await openPort(simulator.path, 9600);
    port.write('go');
    await vi.waitFor(() => expect(heard()).toContain('line 20\r\n'), patience);
    port.write('halt');
    await vi.waitFor(() => expect(simulator.received).toBe('gohalt'), patience);
    await vi.waitFor(() => expect(heard()).toBe(lines.slice(0, simulator.sentLines).join('')), patience);
    port.write('go');
    await vi.waitFor(() => expect(heard()).toBe(lines.join('')), patience);
    expect(simulator.sentLines).toBe(300);
  });

  it('is understood at its baud rate alone', async () => {
    const simulator = openLinesSimulator({ lines, repeat: true, rateHz: 1000, baudRate: 57600 });
    onTestFinished(() => simulator.close());
    const { port, heard } = await openPort(simulator.path, 9600);
    await vi.waitFor(() => expect(heard().length).toBeGreaterThan(200), patience);
    expect(heard()).not.toContain('line');
    port.update({ baudRate: 57600 });
    await vi.waitFor(() => expect(heard()).toMatch(/line \d+\r\nline \d+\r\n/), patience);
  });

  it('in a process of its own is seen to vanish by a program that was started after it', async () => {
    const simulator = await startLinesProcess({ lines, startCommand: 'b' });
    onTestFinished(() => simulator.close());
    const script = fileURLToPath(new URL('read-port.mjs', import.meta.url));
    const reader = spawn(process.execPath, [script, simulator.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void reader.kill('SIGKILL'));
    let printed = '';
    reader.stdout.on('data', (text) => {
      printed += text;
    });
    await vi.waitFor(() => expect(printed).toContain(`{"bytes":${lines.join('').length}}`), patience);
    expect(await simulator.status()).toMatchObject({ sentLines: 300, received: 'b' });
    await simulator.unplug();
    await vi.waitFor(() => expect(printed).toContain('{"unplugged":true}'), patience);
    await simulator.close();
  });
});
