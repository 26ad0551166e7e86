/** Whether Node, bundlers and TypeScript find what package.json exports: by publint and "Are the types wrong?". */
import type { Problem } from '@arethetypeswrong/core';
import { type CheckResult, doubtful, passed, wrong } from './check-result.js';
import type { PackedPackage } from './packed-package.js';

export async function checkExports({ tarball }: PackedPackage): Promise<readonly CheckResult[]> {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const bytes = Uint8Array.from(tarball).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: bytes }, level: 'warning' });
  const results = messages.map((message): CheckResult => {
    const make = message.type === 'error' ? wrong : doubtful;
    const words = formatMessage(message, pkg ?? {}, { color: false }) ?? message.code;
    return make(
      'exports',
      'EXPORTS_WRONG',
      words,
      `Correct it: https://publint.dev/rules#${message.code.toLowerCase()}`,
    );
  });
  if (results.some(({ level }) => level === 'problem')) return results;
  return [passed('exports', 'Node and bundlers find them'), ...results];
}

export async function checkTypes({ tarball }: PackedPackage): Promise<readonly CheckResult[]> {
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
  const { problemKindInfo, problemAffectsResolutionKind } = await import('@arethetypeswrong/core/problems');
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)), {
    // JSON has no types.
    excludeEntrypoints: [/\.json$/],
  });
  if (!('problems' in analysis)) {
    return [
      doubtful(
        'types',
        'TYPES_WRONG',
        'The package has no types: who uses its parser in TypeScript gets no help.',
        'Compile with "declaration": true, and name the types under "exports".',
      ),
    ];
  }
  // Drivers are ES modules: how CommonJS, and TypeScript before Node knew "exports", resolve them is no matter.
  const relevant = analysis.problems.filter((problem) =>
    (['node16-esm', 'bundler'] as const).some((kind) =>
      problemAffectsResolutionKind(problem, kind, analysis),
    ),
  );
  if (relevant.length === 0) return [passed('types', 'TypeScript finds them')];
  return relevant.map((problem) => {
    const { shortDescription, docsUrl } = problemKindInfo[problem.kind];
    return wrong('types', 'TYPES_WRONG', `${shortDescription}: ${whereIs(problem)}.`, `See ${docsUrl}`);
  });
}

function whereIs(problem: Problem): string {
  if ('entrypoint' in problem) return problem.entrypoint;
  if ('typesFileName' in problem) return problem.typesFileName;
  return 'fileName' in problem ? problem.fileName : 'the package';
}
