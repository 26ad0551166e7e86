import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeInitramfs } from './initramfs.js';
import { debianKernel } from './kernel.js';

const benchScript = fileURLToPath(new URL('../guest/bench.sh', import.meta.url));
const mainScript = fileURLToPath(new URL('../dist/guest/main.js', import.meta.url));

/** How a case ended in the machine. */
export interface CaseResult {
  readonly name: string;
  /** Absent where it passed. */
  readonly error?: string;
  /** In the machine's own time. */
  readonly durationMs: number;
}

/** What is known after the machine has stopped. */
export interface BenchRun {
  /** By the name of the case. Cases that were not reached are absent. */
  readonly results: ReadonlyMap<string, CaseResult>;
  /** The last lines that kernel and programs wrote. */
  readonly console: string;
}

/**
 * Starts the machine, lets it run all cases, and waits until it has stopped.
 * @param timeoutMs - after which it is stopped by force.
 */
export async function runBench({ timeoutMs }: { readonly timeoutMs: number }): Promise<BenchRun> {
  const kernel = await debianKernel();
  const folder = await mkdtemp(join(tmpdir(), 'modlink-hil-'));
  const share = await mkdtemp(join(folder, 'share-'));
  try {
    await writeFile(join(share, 'node'), process.execPath);
    await writeFile(join(share, 'main'), mainScript);
    await writeFile(join(share, 'modules'), kernel.modulesFolder);
    const initramfs = await makeInitramfs(folder, kernel);
    const output = await emulate(
      [
        // No hardware virtualization: it is missing, or does not work, where tests run in a virtual machine themselves.
        // One processor, whose clock goes by the instructions that it has done, one per nanosecond: on a busy host not the
        // machine is slow but its time, and nothing in it runs out of time.
        ...['-accel', 'tcg', '-icount', 'shift=0', '-cpu', 'max', '-smp', '1', '-m', '2048'],
        ...['-nodefaults', '-no-user-config', '-display', 'none', '-serial', 'stdio', '-no-reboot'],
        ...['-kernel', kernel.image, '-initrd', initramfs],
        ...['-append', `console=ttyS0 quiet panic=-1 mitigations=off bench=${benchScript}`],
        ...['-fsdev', 'local,id=root,path=/,security_model=none,readonly=on,multidevs=remap'],
        ...['-device', 'virtio-9p-pci,fsdev=root,mount_tag=root'],
        ...['-fsdev', `local,id=share,path=${share},security_model=none`],
        ...['-device', 'virtio-9p-pci,fsdev=share,mount_tag=share'],
      ],
      timeoutMs,
    );
    const lines = await readFile(join(share, 'results.jsonl'), 'utf8').catch(() => '');
    const results = lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as CaseResult);
    return {
      results: new Map(results.map((result) => [result.name, result])),
      console: output.split('\n').slice(-60).join('\n'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns what the machine wrote to its console. */
function emulate(args: readonly string[], timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const machine = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (text: Buffer): void => {
      output += text.toString();
    };
    machine.stdout.on('data', keep);
    machine.stderr.on('data', keep);
    const timer = setTimeout(() => {
      output += `\nThe machine was stopped after ${timeoutMs / 1000} s.`;
      machine.kill('SIGKILL');
    }, timeoutMs);
    machine.on('error', reject);
    machine.on('close', () => {
      clearTimeout(timer);
      resolve(output);
    });
  });
}
