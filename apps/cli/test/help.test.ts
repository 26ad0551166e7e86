import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cliErrorCodes } from '../src/cli-error.js';
import { exitCodeMeanings } from '../src/exit-codes.js';
import { Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();
const commands = [
  'start',
  'search',
  'record',
  'command',
  'inspect',
  'replay',
  'recordings',
  'edit',
  'repair',
  'verify',
  'export',
  'import',
  'drivers',
  'settings',
  'policy',
  'health',
  'dev',
  'doctor',
];

describe('modlink without a command', () => {
  it('explains the five things one does with it', async () => {
    const { exitCode, stdout, stderr } = await place.run();
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    for (const thing of ['start', 'search', 'record', 'inspect', 'export']) {
      expect(stdout).toContain(`\n  modlink ${thing}`);
    }
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await place.run('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('help', () => {
  it.each(commands)('of %s explains it and the global options', async (command) => {
    const { exitCode, stdout } = await place.run('help', command);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(command === 'doctor' ? 'what to do about it' : 'Examples:');
    expect(stdout).toContain('--json');
    expect(stdout).not.toContain('default: []');
    expect((await place.run(command, '--help')).stdout).toBe(stdout);
  });

  it('has the exit codes', async () => {
    const { exitCode, stdout } = await place.run('help', 'exit-codes');
    expect(exitCode).toBe(0);
    for (const [code, meaning] of exitCodeMeanings) expect(stdout).toContain(`${code}  ${meaning}`);
    const { document } = await place.json('exit-codes');
    expect(shapes.exitCodes.parse(document).exitCodes.map(({ code }) => code)).toEqual(
      exitCodeMeanings.map(([code]) => code),
    );
  });
});

describe('wrong usage', () => {
  it.each([
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    ['a near miss, with a suggestion', ['recrod'], /Did you mean record\?/],
    ['an unknown option', ['search', '--fast'], /unknown option '--fast'/],
    ['a missing operand', ['inspect'], /missing required argument 'file'/],
    ['a duration without a unit', ['start', '--duration', '10'], /"10" is no duration.*WRONG_USAGE/s],
    ['a recording without a driver', ['record'], /There is no --driver.*WRONG_USAGE/s],
    ['a root that is no folder', ['drivers', '--root', 'nowhere'], /--root nowhere is not a folder/],
    ['an unknown driver', ['search', 'nobody'], /no driver "nobody".*UNKNOWN_DRIVER/s],
  ])('%s ends with 2', async (_what, args, words) => {
    const { exitCode, stdout, stderr } = await place.run(...args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });

  it.each([[['frobnicate']], [['start', '--duration', '10']], [['search', 'nobody']]])(
    'is a JSON document where JSON is asked for: %s',
    async (args) => {
      const { exitCode, document } = await place.json(...args);
      expect(exitCode).toBe(2);
      expect(shapes.errorDocument.parse(document).error.message).not.toBe('');
    },
  );

  it('shows where an error comes from with --debug alone', async () => {
    const { stderr } = await place.run('search', 'nobody', '--debug');
    expect(stderr).toMatch(/\n\s+at .*:\d+:\d+/);
  });
});

describe('the README', () => {
  it('has every command, exit code and error code', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    for (const command of commands) expect(readme).toContain(`### modlink ${command}`);
    for (const [code, meaning] of exitCodeMeanings) expect(readme).toContain(`| ${code} | ${meaning} |`);
    for (const code of cliErrorCodes) expect(readme).toContain(`| \`${code}\` |`);
  });
});
