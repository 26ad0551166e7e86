/** `npm run modlink -- <args>`: the CLI of this checkout, built first when its sources changed. */
import { runModlink } from './run-modlink.mjs';

runModlink(process.argv.slice(2));
