/** The `modlink` commands that READMEs and pages show are there, with the options that are shown. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { codeBlocks, repository } from './support/markdown.js';

const main = join(repository, 'apps', 'cli', 'dist', 'main.js');
const helps = new Map<string, Promise<string>>();

function help(command: string): Promise<string> {
  const known =
    helps.get(command) ??
    promisify(execFile)(process.execPath, [main, ...command.split(' '), '--help']).then(
      ({ stdout }) => stdout,
    );
  helps.set(command, known);
  return known;
}

interface ShownCommand {
  readonly where: string;
  readonly words: readonly string[];
}

const shown: readonly ShownCommand[] = codeBlocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ name, code }) =>
    code
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) =>
        line
          .replace(/\s#.*$/, '')
          .replace(/^\$ /, '')
          .replace('npm run modlink -- ', 'modlink '),
      )
      .flatMap((line) => {
        const [, rest] = /^(?:npx @modlink\/cli|modlink) (.*?)(?:\s*\|.*)?$/.exec(line) ?? [];
        return rest === undefined ? [] : [{ where: `${name}: ${line}`, words: rest.split(/\s+/) }];
      }),
  );

it('commands and options that are shown exist', { timeout: 120_000 }, async () => {
  expect(shown.length).toBeGreaterThan(40);
  const commands = (await help('')).match(/^ {2}[a-z][a-z-]*/gm)?.map((line) => line.trim()) ?? [];
  const wrong: string[] = [];
  for (const { where, words } of shown) {
    const command = words.find((word) => commands.includes(word));
    if (command === undefined) {
      if (!words.some((word) => word.startsWith('-'))) wrong.push(`${where}: no such command`);
      continue;
    }
    const options = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.split('=')[0] ?? '');
    const next = words[words.indexOf(command) + 1] ?? '';
    const below = (await help(command)).includes(`\n  ${next} `) && /^[a-z]+$/.test(next) ? ` ${next}` : '';
    const text = `${await help(command + below)}${await help('')}`;
    for (const option of options) if (!text.includes(option)) wrong.push(`${where}: no option ${option}`);
  }
  expect(wrong).toEqual([]);
});
