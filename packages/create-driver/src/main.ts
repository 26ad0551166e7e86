#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { cancel } from '@clack/prompts';
import { isModlinkError, serializeError } from '@modlink/sdk';
import { createDriver } from './create-driver.js';
import { helpText, parseFlags } from './flags.js';

const isInteractive = process.stdin.isTTY === true && process.stdout.isTTY === true;

try {
  const flags = parseFlags(process.argv.slice(2));
  if (flags.help) {
    process.stdout.write(`${helpText}\n`);
  } else if (flags.version) {
    const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
    process.stdout.write(`${(JSON.parse(manifest) as { version: string }).version}\n`);
  } else {
    await createDriver(flags, {
      workingFolder: process.cwd(),
      isInteractive,
      userAgent: process.env.npm_config_user_agent,
      print: (text) => process.stdout.write(`${text}\n`),
    });
  }
} catch (error) {
  const { code, message } = serializeError(error);
  if (code === 'CANCELLED' && isInteractive) cancel(message);
  else process.stderr.write(`${message}\n  [${code}]\n`);
  // Wrong usage is told apart from what failed, as in the modlink command.
  process.exitCode = isModlinkError(error) && code === 'WRONG_USAGE' ? 2 : code === 'CANCELLED' ? 130 : 1;
}
