/** The last step of the build: the manifest's JSON Schema, from the schema that validates. */
import { writeFileSync } from 'node:fs';
import { manifestJsonSchema } from '../dist/manifest/index.js';

const target = new URL('../dist/manifest.schema.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
