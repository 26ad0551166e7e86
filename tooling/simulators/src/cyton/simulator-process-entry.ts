import { type CytonSimulator, openCytonSimulator } from './simulator.js';
import type { SimulatorRequest, SimulatorStatus } from './simulator-process.js';

let simulator: CytonSimulator | undefined;

process.on('message', (request: SimulatorRequest) => {
  if (request.type === 'open') simulator = openCytonSimulator(request.options);
  if (simulator === undefined) throw new Error('The first request opens the simulator.');
  if (request.type === 'resume') simulator.resume();
  const { path, sentSamples, received } = simulator;
  process.send?.({ path, sentSamples, received } satisfies SimulatorStatus);
});
process.on('disconnect', () => process.exit());
