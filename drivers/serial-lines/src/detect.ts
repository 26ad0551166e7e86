/** What a device prints, found out by listening: its baud rate and its columns. */
import { isModlinkError, type SerialTransport } from '@modlink/sdk';
import { SerialLinesError } from './errors.js';
import { LinePort } from './line-port.js';
import { createLineReader } from './line-reader.js';
import { ColumnFinder, exampleOf, type Refusal } from './parser/index.js';
import { type ColumnSettings, type CompleteSettings, lineFormat } from './settings.js';

/** In the order in which they are tried: the usual ones of sketches first. */
export const commonBaudRates = [115200, 9600, 57600, 230400, 38400, 19200, 250000, 1000000] as const;

/** So many lines that are no text at all are a wrong baud rate. */
const noiseLimit = 5;
/** Rows in a row that make a baud rate certain. */
const certainRows = 2;

/** A port with a device whose lines are understood. */
export interface LineDevice {
  readonly port: LinePort;
  readonly baudRate: number;
  /** Empty in field mode. */
  readonly columns: readonly ColumnSettings[];
}

/** What was heard where nothing was found. */
interface Unheard {
  readonly heardBytes: number;
  readonly example: string | undefined;
}

type Found = { readonly columns: readonly ColumnSettings[] } | Unheard;

/** @throws {SerialLinesError} `BAUD_RATE_NOT_FOUND`, `COLUMNS_NOT_FOUND`; {@link TransportError}; the signal's reason. */
export async function openDevice(
  serial: SerialTransport,
  path: string,
  settings: CompleteSettings,
  signal: AbortSignal,
): Promise<LineDevice> {
  const { baudRate, columns, mode, detectTimeoutMs: timeoutMs } = settings;
  if (baudRate === 'auto') return await findBaudRate(serial, path, settings, signal);
  const port = await LinePort.open(serial, { path, baudRate, signal }, settings);
  try {
    if (mode === 'field' || columns.length > 0) return { port, baudRate, columns };
    const found = await listen(port, settings, { signal, timeoutMs });
    if ('columns' in found) return { port, baudRate, columns: found.columns };
    throw columnsNotFound(path, baudRate, settings, found);
  } catch (error) {
    await port.close();
    throw error;
  }
}

async function findBaudRate(
  serial: SerialTransport,
  path: string,
  settings: CompleteSettings,
  signal: AbortSignal,
): Promise<LineDevice> {
  const timeoutMs = settings.detectTimeoutMs / commonBaudRates.length;
  const heard: string[] = [];
  for (const baudRate of commonBaudRates) {
    const port = await openAt(serial, { path, baudRate, signal }, settings);
    if (port === undefined) continue;
    let found: Found;
    try {
      found = await listen(port, settings, { signal, timeoutMs });
    } catch (error) {
      await port.close();
      throw error;
    }
    if ('columns' in found) return { port, baudRate, columns: found.columns };
    await port.close();
    if (found.heardBytes > 0) heard.push(`${found.example ?? 'no whole line'} at ${baudRate}`);
  }
  throw baudRateNotFound(path, settings, heard);
}

/** `undefined` for a rate that the port does not have. */
async function openAt(
  serial: SerialTransport,
  options: { readonly path: string; readonly baudRate: number; readonly signal: AbortSignal },
  settings: CompleteSettings,
): Promise<LinePort | undefined> {
  try {
    return await LinePort.open(serial, options, settings);
  } catch (error) {
    if (isModlinkError(error) && error.code === 'INVALID_OPTIONS' && options.baudRate !== commonBaudRates[0])
      return undefined;
    throw error;
  }
}

/** Listens until the lines are understood, or it is clear that they are not. */
async function listen(
  port: LinePort,
  settings: CompleteSettings,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Found> {
  signal.throwIfAborted();
  const { mode, detectLines, fieldHeight } = settings;
  // Two whole matrices after one that was cut, with the empty lines between them.
  const lineLimit = mode === 'field' ? Math.max(detectLines, 4 * (fieldHeight + 1)) : detectLines;
  let stop = () => {};
  let example: string | undefined;
  try {
    return await new Promise<Found>((resolve, reject) => {
      const giveUp = () => resolve({ heardBytes: port.heardBytes, example });
      const recognizer = createRecognizer(settings, (columns) => resolve({ columns }));
      let lines = 0;
      let noisyLines = 0;
      port.listen({
        onLine: (text) => {
          if (text.trim() !== '') example = exampleOf(text);
          recognizer.onLine(text);
          lines += 1;
          if (lines >= lineLimit) giveUp();
        },
        onRefused: (refusal) => {
          example ??= refusal.example;
          recognizer.onRefused(refusal);
          noisyLines += 1;
          if (noisyLines >= noiseLimit) giveUp();
        },
      });
      const timer = setTimeout(giveUp, timeoutMs);
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort);
      const stopClose = port.onClose((error) => reject(error ?? new Error('The port was closed.')));
      stop = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        stopClose();
        port.listen(undefined);
      };
      port.send(settings.startCommand).catch(reject);
    });
  } finally {
    stop();
    // A port that is gone cannot be told; why it is gone is what the caller gets.
    await port.send(settings.stopCommand).catch(() => {});
  }
}

/** Calls back once the lines are what the settings say, or once they say which columns they have. */
function createRecognizer(
  settings: CompleteSettings,
  onFound: (columns: readonly ColumnSettings[]) => void,
): { onLine(text: string): void; onRefused(refusal: Refusal): void } {
  const { columns, mode } = settings;
  if (mode === 'samples' && columns.length === 0) {
    const finder = new ColumnFinder(lineFormat(settings));
    return {
      onLine: (text) => {
        const names = finder.line(text);
        if (names !== undefined) onFound(names.map((name) => ({ name })));
      },
      onRefused: () => {},
    };
  }
  let rows = 0;
  return createLineReader(settings, columns, {
    onRow: () => {
      rows += 1;
      if (rows === certainRows) onFound(columns);
    },
    onRefused: () => {
      rows = 0;
    },
  });
}

function baudRateNotFound(
  path: string,
  settings: CompleteSettings,
  heard: readonly string[],
): SerialLinesError {
  const what =
    heard.length === 0
      ? 'The device printed nothing. Check the cable and the port, and whether the device waits for a start command.'
      : `Heard: ${heard.join('; ')}. Set baudRate to the number in Serial.begin(...) of the sketch, and check the setting ` +
        `format, which is "${settings.format}".`;
  return new SerialLinesError(
    'BAUD_RATE_NOT_FOUND',
    `None of the baud rates ${commonBaudRates.join(', ')} gave lines of the format "${settings.format}" on ${path} within ` +
      `${settings.detectTimeoutMs} ms. ${what}`,
    { subject: { path } },
  );
}

function columnsNotFound(
  path: string,
  baudRate: number,
  settings: CompleteSettings,
  { heardBytes, example }: Unheard,
): SerialLinesError {
  const what =
    heardBytes === 0
      ? 'The device printed nothing. Check the cable and the port, and whether the device waits for a start command.'
      : `The last thing heard was ${example === undefined ? `${heardBytes} bytes without a whole line` : `"${example}"`}. ` +
        'Check baudRate, format and separator, or name the columns in the setting columns.';
  return new SerialLinesError(
    'COLUMNS_NOT_FOUND',
    `No two lines in a row had the same columns in the format "${settings.format}" on ${path} at ${baudRate} baud. ${what}`,
    { subject: { path } },
  );
}
