/** Runs the build of a driver package. */
import { spawn } from 'node:child_process';

export interface Build {
  readonly succeeded: boolean;
  /** What it printed. */
  readonly output: string;
  readonly durationMs: number;
}

/** What a shell ends with where a program is not there. On Windows it is told in words alone. */
const commandNotFound = 127;
const notInstalled =
  "\nA program that the build needs is not there. Install the package's dependencies: npm install";

/** Runs the script `build` of the package: whatever it is built with. @throws the signal's reason, when it fires. */
export function runBuild(folder: string, signal: AbortSignal): Promise<Build> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    // On Windows npm is a script of the shell.
    const child = spawn('npm', ['run', '--silent', 'build'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      // npm runs what it runs in its own group: all of it ends with it.
      detached: process.platform !== 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const stop = () => {
      try {
        if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid);
        else child.kill();
      } catch {
        // It has just ended by itself.
      }
    };
    signal.addEventListener('abort', stop, { once: true });
    const end = (succeeded: boolean) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(signal.reason);
      else resolve({ succeeded, output: output.trim(), durationMs: performance.now() - startedMs });
    };
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (exitCode) => {
      if (exitCode === commandNotFound) output += notInstalled;
      end(exitCode === 0);
    });
  });
}
