/** `npm start`: installs, builds, and shows the built-in synthetic devices live. */
import { runModlink } from './run-modlink.mjs';

runModlink(['start', ...process.argv.slice(2)]);
