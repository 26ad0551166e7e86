import type { SignalSettings } from '../setup/card-settings.js';

/** Whether a view shows something else than was measured: it has to say so. */
export const isFiltered = ({ filter, reference }: SignalSettings): boolean =>
  filter.kind !== 'none' || filter.notchHz !== 0 || reference !== 'none';
