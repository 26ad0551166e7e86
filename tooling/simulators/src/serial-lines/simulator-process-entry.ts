import { type LinesSimulator, openLinesSimulator } from './simulator.js';
import type { LinesRequest, LinesStatus } from './simulator-process.js';

let simulator: LinesSimulator | undefined;

process.on('message', (request: LinesRequest) => {
  if (request.type === 'open') simulator = openLinesSimulator(request.options);
  if (simulator === undefined) throw new Error('The first request opens the simulator.');
  const { path, sentLines, received } = simulator;
  process.send?.({ path, sentLines, received } satisfies LinesStatus);
});
process.on('disconnect', () => process.exit());
