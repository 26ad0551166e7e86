import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, turbo } from './workspace.mjs';

/**
 * Builds what the CLI needs, then becomes it: same terminal, same exit code.
 * @param {string[]} args
 */
export function runModlink(args) {
  const built = turbo(['build', '--filter=@modlink/cli'], { quiet: true });
  if (built !== 0) process.exit(built);
  const child = spawn(process.execPath, [join(root, 'apps', 'cli', 'dist', 'main.js'), ...args], {
    // npm changes into the root; the paths that the user wrote are relative to where they stand.
    cwd: process.env.INIT_CWD ?? root,
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to the whole foreground group, so the child has it already.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
