/** Asks for what the flags left open. */
import { isCancel, select, text } from '@clack/prompts';
import { serializeError } from '@modlink/sdk';
import {
  type Base,
  basesOf,
  baseWords,
  licenses,
  type Transport,
  transports,
  transportWords,
} from './choices.js';
import {
  type DriverAnswers,
  type DriverPlan,
  defaultDriverId,
  defaultPackageName,
  inWords,
  type PlanDefaults,
  planDriver,
} from './driver-plan.js';
import { CreateDriverError } from './errors.js';
import { streamExample, streamForm } from './stream-plan.js';

/**
 * Asks on the terminal, one question at a time; each answer is checked at once.
 * @returns the plan.
 * @throws {CreateDriverError} `CANCELLED`; `WRONG_USAGE` for a flag that cannot be.
 */
export async function askForPlan(given: DriverAnswers, defaults: PlanDefaults): Promise<DriverPlan> {
  const answers: Record<string, unknown> = { ...given };
  /** Checks an answer together with those before it. */
  const refusal = (name: keyof DriverAnswers, value: unknown): string | undefined =>
    refusalOf({ ...answers, [name]: value }, defaults);
  const ask = async (name: keyof DriverAnswers, question: () => Promise<unknown>): Promise<void> => {
    if (answers[name] === undefined) answers[name] = await answerOf(question());
  };
  /** Enter takes what is suggested; what is typed stands in its place. */
  const askText = (name: keyof DriverAnswers, message: string, suggested: string): Promise<void> =>
    ask(name, () =>
      text({
        message,
        ...(suggested === '' ? {} : { placeholder: suggested, defaultValue: suggested }),
        validate: (value) => refusal(name, value || suggested),
      }),
    );

  if (given.name === undefined) await askText('folder', 'In which folder?', 'my-sensor');
  await askText('name', 'What is the package called on npm?', defaultPackageName(String(answers.folder)));
  await askText('driverId', "The driver's id?", defaultDriverId(String(answers.name)));
  await askText('displayName', 'What do people read?', inWords(String(answers.driverId)));
  await ask('transport', () =>
    select({
      message: 'How is the device reached?',
      options: transports.map((value) => ({ value, label: transportWords[value] })),
    }),
  );
  const fitting = basesOf(answers.transport as Transport);
  if (fitting.length === 1) answers.base ??= fitting[0];
  await ask('base', () =>
    select<Base>({
      message: 'How does its data come?',
      options: fitting.map((value) => ({ value, label: baseWords[value] })),
    }),
  );
  if (answers.transport === 'serial' || answers.transport === 'hid')
    await askText('usb', 'Its USB ids, vendor:product? (1209:0001 where it has none yet)', '1209:0001');
  await ask('streams', () => askForStreams((streams) => refusal('streams', streams)));
  await ask('license', () =>
    select({ message: 'Under which licence?', options: licenses.map((value) => ({ value, label: value })) }),
  );
  if (answers.license === 'MIT') await askText('author', 'Whose copyright?', defaults.author);
  return planDriver(answers, defaults);
}

/** One after the other, until there is an empty answer. */
async function askForStreams(refusal: (streams: readonly string[]) => string | undefined): Promise<unknown> {
  const streams: string[] = [];
  for (;;) {
    const isFirst = streams.length === 0;
    const answer = await text({
      message: isFirst ? `Its first stream? ${streamForm}` : 'Another stream? (Enter: no more)',
      ...(isFirst ? { placeholder: streamExample, defaultValue: streamExample } : {}),
      validate: (value = '') => (value.trim() === '' ? undefined : refusal([...streams, value.trim()])),
    });
    if (isCancel(answer)) return answer;
    const stream = (answer ?? '').trim();
    if (stream === '') return streams;
    streams.push(stream);
  }
}

async function answerOf(question: Promise<unknown>): Promise<unknown> {
  const answer = await question;
  if (isCancel(answer)) throw new CreateDriverError('CANCELLED', 'Nothing was made.');
  return answer;
}

/** What speaks against these answers, as far as they go. */
function refusalOf(answers: DriverAnswers, defaults: PlanDefaults): string | undefined {
  try {
    planDriver(answers, defaults);
    return undefined;
  } catch (error) {
    return serializeError(error).message;
  }
}
