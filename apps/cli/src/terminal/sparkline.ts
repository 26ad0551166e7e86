const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A line of bars from the least to the greatest value; a space where there is no number. */
export function sparkline(values: ArrayLike<number>): string {
  const numbers = Array.from(values);
  const finite = numbers.filter(Number.isFinite);
  const least = Math.min(...finite);
  const range = Math.max(...finite) - least;
  return numbers
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      // A line that does not move lies in the middle.
      const height = range > 0 ? (value - least) / range : 0.5;
      return levels[Math.min(Math.floor(height * levels.length), levels.length - 1)];
    })
    .join('');
}
