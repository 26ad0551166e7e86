/** A typedoc plugin: modules are called as they are imported, `@modlink/sdk/encoding`, not as their sources lie. */
import { Converter, ReflectionKind } from 'typedoc';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = module.name
        .replace(/^(packages|apps)\/([^/]+)\/src/, '@modlink/$2')
        .replace(/\/index$/, '');
    }
  });
}
