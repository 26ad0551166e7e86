/** Rules about the commands of a device. */
import { type DeviceCommandInfo, describeCommands, type JsonObject } from '@modlink/sdk';
import { schemaDefaults } from './declared.js';
import { type DriverRule, expectThat, Observation } from './rule.js';
import { inWords, type Stage, type Subject } from './stage.js';

/** How long a command may take to give up when it is told to. */
const abortLimitMs = 1_000;
/** As a host has it for commands that say nothing else. */
const commandLimitMs = 30_000;

export const commandRules: readonly DriverRule[] = [
  {
    id: 'commands',
    name: 'commands() are declared as they must be, and the same each time they are read',
    remedy:
      'Give each a kebab-case name, a title, `arguments` as a JSON Schema of type object, and a function `run`. What depends on ' +
      'the device is decided in connectDevice(), after which they are read again.',
    async run(stage) {
      const subject = await stage.load();
      expectSame(subject, 'before a device is connected');
      await stage.connect(subject);
      expectSame(subject, 'while a device is connected');
    },
  },
  {
    id: 'run-commands',
    name: 'each command runs in the states that it names and gives JSON or nothing, and the device streams after it',
    remedy:
      'Leave the device in the state in which the command found it, also when it fails; what runs only while the device does ' +
      "not stream says `when: 'idle'`. Arguments have defaults, or `commandArguments` of the check says what to try.",
    async run(stage) {
      for (const command of await commandsOf(stage)) {
        if (command.when !== 'streaming') {
          const idle = await stage.connect();
          await runOne(stage, idle, command);
          await stage.start(idle);
          await expectFrames(stage, idle, `the command "${command.name}" and startStreaming()`);
          await stage.shutDown(idle);
        }
        if (command.when !== 'idle') {
          const streaming = await stage.stream();
          await runOne(stage, streaming, command);
          await expectFrames(stage, streaming, `the command "${command.name}", which ran while streaming`);
          await stage.shutDown(streaming);
        }
      }
    },
  },
  {
    id: 'abort-commands',
    name: 'each command ends soon when its signal fires, and lets go of the device with the others',
    remedy: 'Pass `options.signal` on to whatever is waited for. A host ends a driver that does not give up.',
    async run(stage) {
      for (const command of await commandsOf(stage)) {
        const subject = command.when === 'streaming' ? await stage.stream() : await stage.connect();
        const controller = new AbortController();
        stage.clock.schedule(1, () => controller.abort(new Error('given up by the check')));
        const outcome = await stage.attempt(
          () => subject.recorder.runCommand(command.name, argumentsOf(stage, command), controller.signal),
          1 + abortLimitMs,
        );
        expectThat(
          outcome.kind !== 'pending',
          `The command "${command.name}" went on for more than ${abortLimitMs} ms after its signal had fired.`,
        );
        await stage.shutDown(subject);
        stage.expectReleased(subject, `the command "${command.name}" was given up, and onShutdown()`);
      }
    },
  },
];

function described({ driver }: Subject): readonly DeviceCommandInfo[] {
  try {
    return describeCommands(driver);
  } catch (error) {
    throw new Observation(`commands() gives ${inWords(error)}.`);
  }
}

function expectSame(subject: Subject, when: string): void {
  const [first, second] = [described(subject), described(subject)];
  expectThat(
    JSON.stringify(first) === JSON.stringify(second),
    `commands() gave something else when it was asked again ${when}.`,
  );
}

/** Those of the connected device. */
async function commandsOf(stage: Stage): Promise<readonly DeviceCommandInfo[]> {
  const subject = await stage.connect();
  const commands = described(subject);
  await stage.shutDown(subject);
  return commands;
}

/** What a host fills in, and what the check was told to try. */
function argumentsOf({ options }: Stage, { name, arguments: schema }: DeviceCommandInfo): JsonObject {
  const args = { ...schemaDefaults(schema), ...options.commandArguments?.[name] };
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.find((key) => !Object.hasOwn(args, String(key)));
  expectThat(
    missing === undefined,
    `The command "${name}" needs the argument "${missing}", which has no default: say which one to try, with ` +
      `commandArguments: { '${name}': { ${missing}: ... } }.`,
  );
  return args;
}

async function runOne(stage: Stage, { recorder }: Subject, command: DeviceCommandInfo): Promise<void> {
  const { name, timeoutMs = commandLimitMs } = command;
  const args = argumentsOf(stage, command);
  const outcome = await stage.attempt(() => recorder.runCommand(name, args), timeoutMs);
  const asked = `The command "${name}" with ${JSON.stringify(args)}`;
  expectThat(outcome.kind !== 'pending', `${asked} was not done after ${timeoutMs / 1_000} s.`);
  if (outcome.kind === 'threw') expectThat(false, `${asked} failed with ${inWords(outcome.error)}.`);
}

async function expectFrames(stage: Stage, { recorder }: Subject, after: string): Promise<void> {
  const before = recorder.frames.length;
  await stage.advance(stage.streamForMs);
  expectThat(recorder.frames.length > before, `No frame came within ${stage.streamForMs} ms of ${after}.`);
}
