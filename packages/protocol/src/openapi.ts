/** The OpenAPI 3.1 document of all routes, from the same schemas that validate them. */
import { createDocument, type ZodOpenApiObject, type ZodOpenApiOperationObject } from 'zod-openapi';
import { problem, problemMediaType } from './problem.js';
import { basePath, type RouteDefinition, routes } from './routes.js';

const failureWords = {
  400: 'The request is not as it must be.',
  401: 'The token is missing or wrong.',
  403: 'Not from this origin, or not under this host name.',
  404: 'There is no such thing.',
  409: 'Not in the state that it is in.',
  413: 'Larger than this server takes.',
  422: 'Well-formed, but it cannot be done.',
  500: 'A fault of the server.',
  502: 'The device or its driver failed.',
  504: 'The device did not answer in time.',
} as const;

/** @param version - of the server. */
export function openApiDocument(version: string): ReturnType<typeof createDocument> {
  const paths: NonNullable<ZodOpenApiObject['paths']> = {};
  for (const [name, route] of Object.entries<RouteDefinition>(routes)) {
    const path = basePath + route.path;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'ModLink',
      version,
      description: 'Drivers, devices, streams, recordings, replays and exports of a ModLink host.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{}, { token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
}

function operation(name: string, route: RouteDefinition): ZodOpenApiOperationObject {
  const { summary, params, query, body, upload, response, download, failures = [] } = route;
  return {
    operationId: name,
    summary,
    ...((params !== undefined || query !== undefined) && {
      requestParams: { ...(params && { path: params }), ...(query && { query }) },
    }),
    ...(body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
    }),
    ...(upload !== undefined && { requestBody: { required: true, content: { [upload]: {} } } }),
    responses: {
      ...(download !== undefined
        ? { 200: { description: 'The file.', content: { [download]: {} } } }
        : response !== undefined
          ? { 200: { description: 'Done.', content: { 'application/json': { schema: response } } } }
          : { 204: { description: 'Done.' } }),
      ...Object.fromEntries(
        ([400, 401, 403, ...failures, 500] as const).map((status) => [
          String(status),
          { description: failureWords[status], content: { [problemMediaType]: { schema: problem } } },
        ]),
      ),
    },
  };
}
