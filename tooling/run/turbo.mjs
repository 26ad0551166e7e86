/** `npm run build|lint|typecheck|bench`: one verb over every package. */
import { turbo } from './workspace.mjs';

const [verb, ...args] = process.argv.slice(2);
process.exit(turbo([verb], { args }));
