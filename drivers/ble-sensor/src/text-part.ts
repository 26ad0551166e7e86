import { ColumnFinder, exampleOf, LineSplitter, RowReader } from '@modlink/line-parser';
import { awaitAnswer, RefusalReport, type StreamDescriptor } from '@modlink/sdk';
import { BleSensorError } from './errors.js';
import { gatt, hasCharacteristic } from './gatt.js';
import type { SensorLink, SensorPart } from './sensor-part.js';
import { commandBytes, lineFormat, type TextColumn } from './settings.js';
import { textStream } from './streams.js';

const maxLineBytes = 4096;

/** Lines of text over the Nordic UART service; the first lines tell the columns where the settings do not. */
export async function openText(link: SensorLink, signal: AbortSignal): Promise<SensorPart | undefined> {
  const { services, settings } = link;
  if (!settings.measurements.includes('text') || !hasCharacteristic(services, gatt.uartFromDevice))
    return undefined;
  const columns = settings.textColumns.length > 0 ? settings.textColumns : await findColumns(link, signal);
  return new TextPart(link, columns);
}

class TextPart implements SensorPart {
  readonly streams: readonly StreamDescriptor[];
  readonly #link: SensorLink;
  readonly #columns: readonly TextColumn[];
  readonly #refusals: RefusalReport;
  /** Nanoseconds between lines; 0 where they come as they like. */
  readonly #linePeriodNs: number;
  #unsubscribe = async () => {};

  constructor(link: SensorLink, columns: readonly TextColumn[]) {
    const { textRateHz } = link.settings;
    this.streams = [textStream(columns, textRateHz)];
    this.#link = link;
    this.#columns = columns;
    this.#refusals = new RefusalReport('lines', (message) => link.report('warning', message));
    this.#linePeriodNs = textRateHz === 'irregular' ? 0 : 1e9 / textRateHz;
  }

  async start(): Promise<void> {
    const { connection, settings, emit } = this.#link;
    let arrivalNs = 0n;
    let linesToCome = 0;
    const refuse = ({ reason, example }: { reason: string; example: string }) =>
      this.#refusals.add(`${example} (${reason})`, arrivalNs);
    const rows = new RowReader(
      { format: lineFormat(settings), columns: this.#columns, emptyValue: 'refuse' },
      {
        // Lines that arrive together were printed one period apart.
        onRow: (values) =>
          emit('text', values, {
            order: 'samples',
            arrivalNs: arrivalNs - BigInt(Math.round(Math.max(0, linesToCome) * this.#linePeriodNs)),
          }),
        onRefused: refuse,
      },
    );
    const lines = createSplitter(this.#link, {
      onLine: (text) => {
        linesToCome -= 1;
        rows.line(text);
      },
      onRefused: refuse,
    });
    this.#unsubscribe = await connection.subscribe(gatt.uartFromDevice, (bytes, atNs) => {
      arrivalNs = atNs;
      linesToCome = lines.countLines(bytes);
      lines.push(bytes);
    });
    await sendCommand(this.#link, settings.textStartCommand);
  }

  async stop(): Promise<void> {
    try {
      await sendCommand(this.#link, this.#link.settings.textStopCommand);
    } finally {
      await this.#unsubscribe();
    }
  }

  end(): void {
    this.#unsubscribe = async () => {};
  }
}

function createSplitter(
  { settings }: SensorLink,
  handlers: ConstructorParameters<typeof LineSplitter>[1],
): LineSplitter {
  // A device that waits for a command begins with a whole line; another one was printing before anyone listened.
  return new LineSplitter({ maxLineBytes, startsMidLine: settings.textStartCommand === '' }, handlers);
}

async function sendCommand({ connection, services, settings }: SensorLink, command: string): Promise<void> {
  const bytes = commandBytes(command, settings);
  if (bytes === undefined) return;
  const { properties = [] } =
    services
      .flatMap(({ characteristics }) => characteristics)
      .find(({ uuid }) => uuid === gatt.uartToDevice.characteristic) ?? {};
  await connection.write(gatt.uartToDevice, bytes, { withoutResponse: !properties.includes('write') });
}

/** Listens until two lines in a row have the same columns. */
async function findColumns(link: SensorLink, signal: AbortSignal): Promise<readonly TextColumn[]> {
  const { connection, settings } = link;
  const finder = new ColumnFinder(lineFormat(settings));
  let example: string | undefined;
  let onColumns: (names: readonly string[]) => void = () => {};
  const lines = createSplitter(link, {
    onLine: (text) => {
      if (text.trim() !== '') example = exampleOf(text);
      const names = finder.line(text);
      if (names !== undefined) onColumns(names);
    },
    onRefused: (refusal) => {
      example ??= refusal.example;
    },
  });
  const unsubscribe = await connection.subscribe(gatt.uartFromDevice, (bytes) => lines.push(bytes));
  try {
    return await awaitAnswer<readonly TextColumn[]>(
      (resolve) => {
        onColumns = (names) => resolve(names.map((name) => ({ name })));
        return sendCommand(link, settings.textStartCommand);
      },
      {
        connection,
        signal,
        timeoutMs: settings.textDetectTimeoutMs,
        noAnswer: () => columnsNotFound(link, example),
      },
    );
  } finally {
    // A connection that is gone cannot be told; why it is gone is what the caller gets.
    await sendCommand(link, settings.textStopCommand).catch(() => {});
    await unsubscribe().catch(() => {});
  }
}

function columnsNotFound({ connection, settings }: SensorLink, example: string | undefined): BleSensorError {
  const { textFormat, textDetectTimeoutMs } = settings;
  const heard =
    example === undefined
      ? 'It printed nothing: does it wait for a command (textStartCommand)?'
      : `The last thing heard was "${example}". Check textFormat and textSeparator, or name the columns in textColumns.`;
  return new BleSensorError(
    'COLUMNS_NOT_FOUND',
    `No two lines in a row of ${connection.id} had the same columns in the format "${textFormat}" within ` +
      `${textDetectTimeoutMs} ms. ${heard} Or leave "text" out of the setting measurements.`,
    { subject: { path: connection.id } },
  );
}
