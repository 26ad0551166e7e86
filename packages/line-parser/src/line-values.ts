/** How the values stand in a line. */
export type LineFormat =
  /** Values between separators: `1.5,2,3`. The separator `' '` stands for any run of spaces. */
  | { readonly kind: 'csv'; readonly separator: string }
  /** A JSON object, whose keys are the columns, or an array: `{"x":1.5,"y":2}`, `[1.5,2]`. */
  | { readonly kind: 'json' }
  /**
   * `label:value` pairs between commas, tabs or spaces, as the serial plotter of the Arduino IDE reads them
   * (arduino/arduino-serial-plotter-webapp, `src/msgAggregatorWorker.ts`; semicolons are read here too).
   */
  | { readonly kind: 'labels' };

/** What a line holds, before it is asked for columns. */
export interface LineValues {
  /** The keys or labels; `undefined` where values are known by their place. */
  readonly names: readonly string[] | undefined;
  /** A number; a text that is none; or `undefined` where there is nothing. */
  readonly values: readonly (number | string | undefined)[];
}

const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const specialForm = /^([+-]?)(nan|inf|infinity)$/i;

/** Reads a line; `undefined` when it does not have the format. Never throws. */
export function readLine(format: LineFormat, text: string): LineValues | undefined {
  switch (format.kind) {
    case 'csv':
      return { names: undefined, values: splitFields(text, format.separator).map(readValue) };
    case 'json':
      return readJson(text);
    case 'labels':
      return readLabels(text);
  }
}

function splitFields(text: string, separator: string): string[] {
  return separator === ' ' ? text.trim().split(/ +/) : text.split(separator);
}

/** A number as `Serial.print` writes it, `nan` and `inf` among them. */
function readValue(field: string): number | string | undefined {
  const text = field.trim();
  if (text === '') return undefined;
  if (numberForm.test(text)) return Number(text);
  const special = specialForm.exec(text);
  if (special === null) return text;
  if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function readJson(text: string): LineValues | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(json)) return { names: undefined, values: json.flat().map(jsonValue) };
  if (typeof json !== 'object' || json === null) return undefined;
  return { names: Object.keys(json), values: Object.values(json).map(jsonValue) };
}

function jsonValue(value: unknown): number | string | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === null ? undefined : String(typeof value);
}

function readLabels(text: string): LineValues | undefined {
  const names: string[] = [];
  const values: (number | string | undefined)[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const colon = rest.indexOf(':');
    const name = rest.slice(0, Math.max(0, colon)).trim();
    if (name === '' || /[,;\t]/.test(name) || names.includes(name)) return undefined;
    const value = rest.slice(colon + 1).replace(/^ +/, '');
    const end = value.search(/[,;\t ]/);
    names.push(name);
    values.push(readValue(end < 0 ? value : value.slice(0, end)));
    rest = end < 0 ? '' : value.slice(end).replace(/^[,;\t ]\s*/, '');
  }
  return names.length === 0 ? undefined : { names, values };
}
