/** What is done to a signal before it is shown: another reference, then filters. Of the preview only. */
import { designFilter, designNotch, type FilterDesign, isPossible } from '../../dsp/filter-design.js';
import { type Section, SectionFilter } from '../../dsp/sections.js';
import type { FilterSettings, SignalSettings } from '../setup/card-settings.js';
import type { SampleBlock } from './sample-block.js';

/** How far the pass band of Chebyshev filters may go up and down. */
const rippleDb = 0.5;

/** Sections of the filter and of the mains notch; those that are not possible at this rate are left out. */
export function sectionsOf(filter: FilterSettings, rateHz: number): Section[] {
  const { kind, notchHz } = filter;
  return [
    ...(kind === 'none' ? [] : designFilter({ ...filter, kind, rateHz, rippleDb })),
    ...(notchHz === 0 ? [] : designNotch(notchHz, rateHz)),
  ];
}

/** Whether a filter that is asked for can be made. */
export function isFilterPossible({ kind, notchHz, ...edges }: FilterSettings, rateHz: number): boolean {
  const design: Pick<FilterDesign, 'lowHz' | 'highHz'> = edges;
  if (kind !== 'none' && !isPossible({ ...design, kind, rateHz })) return false;
  return notchHz < rateHz / 2;
}

/**
 * Works where the page draws: 64 channels at 1 kHz, with a band pass of order 4 and a notch, take some 3 ms for each second of
 * the signal, which is less than handing them to a worker and back would be worth.
 */
export class Conditioner {
  readonly #reference: SignalSettings['reference'];
  readonly #sections: readonly Section[];
  #filters: SectionFilter[] = [];

  constructor({ reference, filter }: Pick<SignalSettings, 'reference' | 'filter'>, rateHz: number) {
    this.#reference = reference;
    this.#sections = sectionsOf(filter, rateHz);
  }

  /** Whether it leaves samples as they are. */
  get isIdle(): boolean {
    return this.#reference === 'none' && this.#sections.length === 0;
  }

  /** What follows does not continue what came before. */
  restart(): void {
    for (const filter of this.#filters) filter.restart();
  }

  /** Changes the samples where they are. */
  apply({ channels, count }: SampleBlock): void {
    if (this.#reference !== 'none') this.#refer(channels, count);
    if (this.#sections.length === 0) return;
    while (this.#filters.length < channels.length) this.#filters.push(new SectionFilter(this.#sections));
    channels.forEach((values, channel) => {
      this.#filters[channel]?.process(values, count);
    });
  }

  #refer(channels: readonly Float64Array[], count: number): void {
    const single = this.#reference === 'average' ? undefined : channels[Number(this.#reference)];
    if (this.#reference !== 'average' && single === undefined) return;
    for (let sample = 0; sample < count; sample++) {
      let zero = 0;
      if (single !== undefined) zero = single[sample] as number;
      else for (const values of channels) zero += (values[sample] as number) / channels.length;
      for (const values of channels) values[sample] = (values[sample] as number) - zero;
    }
  }
}
