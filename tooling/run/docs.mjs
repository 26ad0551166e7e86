/** `npm run docs`: the documentation site while it is written; `npm run docs:build`: the site as files, in `apps/docs/.vitepress/dist`. */
import { turbo } from './workspace.mjs';

const [verb = 'dev'] = process.argv.slice(2);
process.exit(turbo([`docs:${verb}`], { args: ['--filter', '@modlink/docs', '--log-prefix', 'none'] }));
