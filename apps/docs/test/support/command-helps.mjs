/** Prints the help of the `modlink` command and of all commands below it, as JSON by command: `{ '': ..., 'drivers enable': ... }`. */
const [main = ''] = process.argv.slice(2);
const { runProgram } = await import(main);
const write = process.stdout.write;

/** @param {string[]} words */
async function help(words) {
  let text = '';
  process.stdout.write = (chunk) => {
    text += chunk;
    return true;
  };
  await runProgram([...words, '--help']);
  process.stdout.write = write;
  return text;
}

/** @type {Record<string, string>} */
const helps = {};
/** @param {string[]} words */
async function collect(words) {
  const text = await help(words);
  helps[words.join(' ')] = text;
  const below = /\nCommands:\n((?: .*\n)*)/.exec(text)?.[1] ?? '';
  for (const [, name = ''] of below.matchAll(/^ {2}([a-z][a-z-]*)/gm)) {
    if (name !== 'help') await collect([...words, name]);
  }
}
await collect([]);
process.stdout.write(JSON.stringify(helps));
