/** Colours for canvases: they follow the theme of the page. */

/** Red, green, blue: 0 to 255. */
export type Rgb = readonly [number, number, number];

export interface CanvasTheme {
  readonly background: Rgb;
  readonly grid: Rgb;
  readonly text: string;
  /** Where samples are missing. */
  readonly gap: Rgb;
  /** One after the other for channels. */
  readonly traces: readonly Rgb[];
}

// Paul Tol, "Colour Schemes" (2021): "bright", told apart also with colour vision deficiencies; darker on light ground, so
// that thin lines are seen.
const themes: Readonly<Record<'light' | 'dark', CanvasTheme>> = {
  light: {
    background: [255, 255, 255],
    grid: [233, 236, 239],
    text: '#495057',
    gap: [255, 227, 227],
    traces: [
      [38, 92, 153],
      [204, 51, 85],
      [20, 110, 44],
      [150, 110, 10],
      [14, 124, 158],
      [135, 28, 95],
      [85, 85, 85],
    ],
  },
  dark: {
    background: [36, 36, 36],
    grid: [58, 58, 58],
    text: '#c9c9c9',
    gap: [90, 40, 44],
    traces: [
      [110, 165, 225],
      [245, 125, 145],
      [95, 195, 120],
      [220, 200, 90],
      [115, 210, 240],
      [215, 120, 180],
      [195, 195, 195],
    ],
  },
};

export const canvasTheme = (scheme: 'light' | 'dark'): CanvasTheme => themes[scheme];

/** The colour as pixels of `ImageData` hold it on machines that are little-endian, as all that run browsers are. */
export const packed = ([red, green, blue]: Rgb): number =>
  (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;

export const css = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** Between two colours; 0 is the first. */
export const mixed = (from: Rgb, to: Rgb, share: number): Rgb => [
  Math.round(from[0] + (to[0] - from[0]) * share),
  Math.round(from[1] + (to[1] - from[1]) * share),
  Math.round(from[2] + (to[2] - from[2]) * share),
];
