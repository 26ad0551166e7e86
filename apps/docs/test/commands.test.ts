/** The `modlink` commands that READMEs and pages show are there, with the options that are shown. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { codeBlocks, repository } from './support/markdown.js';

const program = pathToFileURL(join(repository, 'apps', 'cli', 'dist', 'program.js')).href;
const helpsScript = fileURLToPath(new URL('./support/command-helps.mjs', import.meta.url));

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

it('commands and options that are shown exist', { timeout: 60_000 }, async () => {
  expect(shown.length).toBeGreaterThan(40);
  const { stdout } = await promisify(execFile)(process.execPath, [helpsScript, program]);
  const helps = JSON.parse(stdout) as Readonly<Record<string, string>>;
  const commands = Object.keys(helps).filter((name) => name !== '');
  const wrong: string[] = [];
  for (const { where, words } of shown) {
    const command = words.find((word) => commands.includes(word));
    if (command === undefined) {
      if (!words.some((word) => word.startsWith('-'))) wrong.push(`${where}: no such command`);
      continue;
    }
    const longer = `${command} ${words[words.indexOf(command) + 1]}`;
    const text = `${helps['']}${helps[commands.includes(longer) ? longer : command]}`;
    for (const [option] of words.join(' ').matchAll(/(?<= )--[a-z-]+/g)) {
      if (!text.includes(option)) wrong.push(`${where}: no option ${option}`);
    }
  }
  expect(wrong).toEqual([]);
});
