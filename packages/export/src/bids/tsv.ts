/** Tables: BIDS 1.8.0, "Common principles", "Tabular files". */

/** Rows as lines; what is missing is `n/a`. Tabs and line breaks become spaces. */
export function tsvText(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return rows.map((row) => `${row.map(cell).join('\t')}\n`).join('');
}

function cell(value: string | number | undefined): string {
  const text = typeof value === 'string' ? value.replace(/[\t\r\n]+/g, ' ').trim() : (value ?? '');
  return text === '' || Number.isNaN(text) ? 'n/a' : String(text);
}

/** The columns and the rows of a table, which others may have written. */
export function parseTsv(text: string): { readonly columns: string[]; readonly rows: string[][] } {
  const [columns = [], ...rows] = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  return { columns, rows };
}

export function jsonText(content: object): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
