/** Pictures made of characters: two pixels in each, one above the other. */

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Pixels {
  readonly width: number;
  /** Even: two rows of pixels are one line of text. */
  readonly height: number;
  at(x: number, y: number): Rgb;
}

const reset = '\u001B[0m';
/** From dark to bright, for terminals without colours. */
const shades = [' ', '░', '▒', '▓', '█'];

/**
 * Draws a picture.
 * @param colorDepth - bits of colour, as `WriteStream.getColorDepth` says: 24 and 8 draw in colour, less in shades.
 */
export function drawPixels(pixels: Pixels, colorDepth: number): string[] {
  return Array.from({ length: pixels.height / 2 }, (_, line) =>
    colorDepth >= 8 ? coloredLine(pixels, line, colorDepth) : shadedLine(pixels, line),
  );
}

function coloredLine(pixels: Pixels, line: number, colorDepth: number): string {
  const code = colorDepth >= 24 ? trueColor : paletteColor;
  let text = '';
  let before = '';
  for (let x = 0; x < pixels.width; x++) {
    const style = `\u001B[38;${code(pixels.at(x, 2 * line))};48;${code(pixels.at(x, 2 * line + 1))}m`;
    text += style === before ? '▀' : `${style}▀`;
    before = style;
  }
  return text + reset;
}

function shadedLine(pixels: Pixels, line: number): string {
  let text = '';
  for (let x = 0; x < pixels.width; x++) {
    const brightness = (luminance(pixels.at(x, 2 * line)) + luminance(pixels.at(x, 2 * line + 1))) / 2;
    text += shades[Math.min(Math.floor((brightness / 256) * shades.length), shades.length - 1)];
  }
  return text;
}

/** ITU-R BT.601, luma of R'G'B'. */
const luminance = ([red, green, blue]: Rgb): number => 0.299 * red + 0.587 * green + 0.114 * blue;

const trueColor = ([red, green, blue]: Rgb): string => `2;${red};${green};${blue}`;

/** The 6 x 6 x 6 cube and the 24 greys of the 256-colour palette of xterm. */
function paletteColor([red, green, blue]: Rgb): string {
  const isGrey = Math.max(red, green, blue) - Math.min(red, green, blue) < 12;
  if (isGrey) return `5;${232 + Math.min(Math.floor(green / 10.7), 23)}`;
  const level = (value: number): number => Math.round((value / 255) * 5);
  return `5;${16 + 36 * level(red) + 6 * level(green) + level(blue)}`;
}

/** The size in pixels of a picture in a room of characters: its proportions kept, whole multiples where it is enlarged. */
export function fittedSize(
  source: { readonly width: number; readonly height: number },
  room: { readonly columns: number; readonly rows: number },
): { readonly width: number; readonly height: number } {
  const fit = Math.min(room.columns / source.width, (2 * room.rows) / source.height);
  const scale = fit >= 1 ? Math.floor(fit) : fit;
  const even = (value: number): number => Math.max(2 * Math.floor(value / 2), 2);
  return {
    width: Math.max(Math.floor(source.width * scale), 1),
    height: Math.min(even(Math.ceil(source.height * scale)), even(2 * room.rows)),
  };
}
