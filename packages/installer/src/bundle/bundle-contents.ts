/**
 * A bundle is a tarball, gzipped:
 *
 * ```
 * modlink-bundle.json              what is in it
 * packages/0/package.json          for each package: what fixes its tree exactly
 * packages/0/package-lock.json
 * packages/0/package.tgz           of a package that came from no registry
 * tarballs/<n>.tgz                 every package of every tree, once
 * ```
 */
import type { JsonObject } from '@modlink/sdk';
import { z } from 'zod';

export const contentsFile = 'modlink-bundle.json';

export const bundleSchema = z.object({
  formatVersion: z.literal(1),
  packages: z.array(
    z.object({
      name: z.string().min(1),
      version: z.string().min(1),
      integrity: z.string().min(1),
      packageJson: z.custom<JsonObject>((value) => typeof value === 'object' && value !== null),
      folder: z.string().regex(/^packages\/\d+$/),
    }),
  ),
  tarballs: z.array(
    z.object({ file: z.string().regex(/^tarballs\/\d+\.tgz$/), integrity: z.string().min(1) }),
  ),
});
export type BundleContents = z.output<typeof bundleSchema>;
