/**
 * Tests that need a real part (a pseudo-terminal, recorded data, a compiler, the registry) say so here. In CI a missing
 * part fails the test, unless `MODLINK_TEST_WITHOUT` names it; elsewhere the test is skipped and its name tells why.
 *
 * ```ts
 * const pty = await part('pty');
 * pty.describe('a real serial port', () => { it('opens', ...) });
 * ```
 */
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export { type DriverPackage, publishDriver, workspaceSdk } from './driver-package.js';
export { type NpmRegistry, type NpmRegistryOptions, startNpmRegistry } from './npm-registry.js';

const run = promisify(execFile);

/** Real recordings beside the checkout; see its README for what they are. */
export const sharedDataFolder = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

/** The browser that tests drive. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** The Python that has Debian's packages: another may stand before it in the path. */
export const pythonPath = process.env.PYTHON ?? '/usr/bin/python3';

/** The required parts. A probe throws, with the reason as message, where its part is missing. */
const probes = {
  /** A pseudo-terminal, on which a simulated device looks like a real serial port. */
  async pty() {
    if (process.platform === 'win32')
      throw new Error('Windows has no pseudo-terminal that serialport can open');
    await import('@lydell/node-pty');
    await access('/dev/ptmx');
  },
  /** The recorded EEG and XDF files. */
  async 'shared-data'() {
    await access(`${sharedDataFolder}cyton-eeg.csv`).catch(() => {
      throw new Error('the folder shared/data with the real recordings is not beside the checkout');
    });
  },
  /** The FlatBuffers compiler. */
  async flatc() {
    await run('flatc', ['--version']).catch(() => {
      throw new Error('flatc is not installed (Debian: flatbuffers-compiler)');
    });
  },
  /** What lists serial ports on Linux; other platforms have it built in. */
  async udev() {
    if (process.platform !== 'linux') return;
    await run('udevadm', ['--version']).catch(() => {
      throw new Error('udevadm is not installed (Debian: udev)');
    });
  },
  /** Emulated Bluetooth controllers: BlueZ's btvirt, socat, and a C compiler for what btvirt needs to run anywhere. */
  async 'bluetooth-emulation'() {
    if (process.platform !== 'linux') throw new Error('btvirt is for Linux');
    for (const [program, debianPackage] of [
      ['btvirt', 'bluez-test-tools'],
      ['socat', 'socat'],
      ['cc', 'gcc and libc6-dev'],
    ] as const) {
      await run('sh', ['-c', `command -v ${program}`]).catch(() => {
        throw new Error(`${program} is not installed (Debian: ${debianPackage})`);
      });
    }
  },
  /** What the media transport captures with. */
  async ffmpeg() {
    await run('ffmpeg', ['-version']).catch(() => {
      throw new Error('ffmpeg is not installed (Debian: ffmpeg)');
    });
  },
  /** A sound server that needs no sound card; also what plays into it, and what lists its sources. */
  async pulseaudio() {
    await Promise.all([run('pulseaudio', ['--version']), run('pactl', ['--version'])]).catch(() => {
      throw new Error('PulseAudio is not installed (Debian: pulseaudio, pulseaudio-utils)');
    });
    await run('ffmpeg', ['-version']).catch(() => {
      throw new Error('ffmpeg is not installed (Debian: ffmpeg)');
    });
  },
  /** An emulated machine with Debian's kernel, whose virtual devices pass for real ones. */
  async 'virtual-machine'() {
    if (process.platform !== 'linux' || process.arch !== 'x64')
      throw new Error("the emulated machine runs Debian's kernel for x86-64 and this machine's programs");
    for (const [condition, debianPackage] of [
      ['command -v qemu-system-x86_64', 'qemu-system-x86'],
      ['command -v busybox && ! ldd "$(command -v busybox)"', 'busybox-static'],
      ['command -v cpio', 'cpio'],
      ['command -v depmod && command -v modprobe', 'kmod'],
      ['command -v udevadm && test -e /lib/systemd/systemd-udevd', 'udev'],
      ['command -v ffmpeg', 'ffmpeg'],
    ] as const) {
      await run('sh', ['-c', condition]).catch(() => {
        throw new Error(`a part of the emulated machine is not installed (Debian: ${debianPackage})`);
      });
    }
    await run('apt-cache', ['show', 'linux-image-amd64']).catch(() => {
      throw new Error('the package sources offer no linux-image-amd64 (Debian: apt-get update)');
    });
  },
  /** NumPy, which reads exported arrays back. */
  async numpy() {
    await run(pythonPath, ['-c', 'import numpy']).catch(() => {
      throw new Error('NumPy is not installed (Debian: python3-numpy)');
    });
  },
  /** websocket-client for Python, with which scripts read a server's frames; and NumPy, which makes arrays of them. */
  async 'python-websocket'() {
    await run(pythonPath, ['-c', 'import numpy, websocket']).catch(() => {
      throw new Error(
        'websocket-client or NumPy is not installed (Debian: python3-websocket, python3-numpy)',
      );
    });
  },
  /** h5py, which reads exported HDF5 files back. */
  async h5py() {
    await run(pythonPath, ['-c', 'import h5py']).catch(() => {
      throw new Error('h5py is not installed (Debian: python3-h5py)');
    });
  },
  /** MNE, which reads exported EEG back as analyses do. */
  async mne() {
    await run(pythonPath, ['-c', 'import mne']).catch(() => {
      throw new Error('MNE is not installed (Debian: python3-mne)');
    });
  },
  /** EDFlib, which reads exported EDF+ and BDF+ files back and refuses what their specifications forbid. */
  async edflib() {
    await run('sh', ['-c', 'command -v cc && test -e /usr/include/edflib.h']).catch(() => {
      throw new Error('EDFlib or a C compiler is not installed (Debian: libedf-dev, gcc, libc6-dev)');
    });
  },
  /** libxdf, which reads exported XDF files back. */
  async libxdf() {
    await run('sh', ['-c', 'command -v c++ && test -e /usr/include/xdf.h']).catch(() => {
      throw new Error('libxdf or a C++ compiler is not installed (Debian: libxdf-dev, g++)');
    });
  },
  /** A browser for the studio. */
  async chromium() {
    await run(chromiumPath, ['--version']).catch(() => {
      throw new Error('Chromium is not installed (Debian: chromium)');
    });
  },
  /** A file system that can be filled: a tmpfs of our own needs root on Linux. */
  async tmpfs() {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      throw new Error('mounting a tmpfs needs root on Linux');
  },
  /** A disk of our own that can fail: a file system in a file, and what cuts it off. */
  async 'loop-disk'() {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      throw new Error('mounting a file as a disk needs root on Linux');
    await access('/dev/loop-control').catch(() => {
      throw new Error('the kernel has no loop devices');
    });
    await run('mkfs.ext4', ['-V']).catch(() => {
      throw new Error('mkfs.ext4 is not installed (Debian: e2fsprogs)');
    });
    await run(pythonPath, ['--version']).catch(() => {
      throw new Error('Python is not installed (Debian: python3)');
    });
  },
  /** A registry of our own, to publish to and install from. */
  async 'npm-registry'() {
    await import('verdaccio');
    await run('tar', ['--version']).catch(() => {
      throw new Error('tar is not installed');
    });
  },
  /** The npm registry, from which a packed driver gets its dependencies. */
  async registry() {
    await run('npm', ['ping', '--fetch-timeout=5000', '--fetch-retries=0'], {
      shell: process.platform === 'win32',
    }).catch(() => {
      throw new Error('the npm registry does not answer');
    });
  },
} satisfies Record<string, () => Promise<void>>;

export type PartName = keyof typeof probes;

/** Tests that need a part register themselves through this. */
export interface Part {
  readonly available: boolean;
  /** `describe`, skipped with the reason where the part is missing; a failing test in CI. */
  describe(name: string, tests: () => void): void;
}

/** Whether this machine is known to be without the part: `MODLINK_TEST_WITHOUT=shared-data,pulseaudio`, or `all`. */
function isDispensedWith(name: PartName): boolean {
  const without = (process.env.MODLINK_TEST_WITHOUT ?? '').split(',');
  return without.includes('all') || without.includes(name);
}

/** Looks for a part. Call it at the top of a test file, with `await`. */
export async function part(name: PartName): Promise<Part> {
  const { describe, it } = await import('vitest');
  const missing = await reasonMissing(name);
  if (missing === undefined) return { available: true, describe: (title, tests) => describe(title, tests) };
  return {
    available: false,
    describe(title, tests) {
      if (process.env.CI && !isDispensedWith(name)) {
        it(`${title}: needs ${name}`, () => {
          throw new Error(`CI must have the part "${name}": ${missing}.`);
        });
      } else {
        describe.skip(`${title} (skipped: ${missing})`, tests);
      }
    },
  };
}

/** Every part and whether it is here, as one line: what test results depend on beside the sources. */
export async function describeParts(): Promise<string> {
  const found = await Promise.all(
    (Object.keys(probes) as PartName[]).map(
      async (name) => `${name}=${(await reasonMissing(name)) === undefined}`,
    ),
  );
  return found.join(' ');
}

async function reasonMissing(name: PartName): Promise<string | undefined> {
  try {
    await probes[name]();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
