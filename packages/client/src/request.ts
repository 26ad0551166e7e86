import {
  basePath,
  problem as problemSchema,
  type RouteCall,
  type RouteDefinition,
  type RouteName,
  type RouteResponse,
  routes,
} from '@modlink/protocol';
import { ClientError } from './client-error.js';

export interface Connection {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Goes on when the page is left meanwhile. */
  readonly keepalive?: boolean | undefined;
}

/** A call may be left out where the route takes nothing. */
export type CallArguments<Name extends RouteName> =
  object extends RouteCall<Name>
    ? [call?: RouteCall<Name>, options?: CallOptions]
    : [call: RouteCall<Name>, options?: CallOptions];

interface LooseCall {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** Sent as it is, in place of a body of JSON. */
  readonly upload?: UploadBody;
}

/** What can be uploaded: in browsers a `File` among others, which is read from the disk as it goes. */
export type UploadBody = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

/** Calls a route and checks its answer. @throws {ClientError} */
export async function callRoute<Name extends RouteName>(
  connection: Connection,
  name: Name,
  call: LooseCall = {},
  options: CallOptions = {},
): Promise<RouteResponse<Name>> {
  const route: RouteDefinition = routes[name];
  const response = await send(connection, name, call, options);
  if (route.response === undefined) return undefined as RouteResponse<Name>;
  const parsed = route.response.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data as RouteResponse<Name>;
  throw new ClientError(
    'ANSWER_NOT_UNDERSTOOD',
    `The server answered ${route.method} ${route.path} in a way that this client does not understand. Use the same version of both.`,
    { cause: parsed.error },
  );
}

/** Sends a request. @returns an answer that is no failure. @throws {ClientError} */
export async function send(
  { url, token }: Connection,
  name: RouteName,
  call: LooseCall,
  { signal, keepalive = false }: CallOptions,
): Promise<Response> {
  const { method, upload: uploadType }: RouteDefinition = routes[name];
  let response: Response;
  try {
    response = await fetch(url + routePath(name, call), {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(call.body !== undefined && { 'content-type': 'application/json' }),
        ...(call.upload !== undefined && uploadType !== undefined && { 'content-type': uploadType }),
      },
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      ...(call.upload !== undefined && { body: call.upload }),
      ...(signal !== undefined && { signal }),
      keepalive,
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new ClientError(
      'SERVER_NOT_REACHED',
      `The ModLink server at ${url} does not answer. Start it with "modlink start", or correct the address.`,
      { cause },
    );
  }
  if (response.ok) return response;
  throw await failure(response);
}

/** Path and query of a call. */
export function routePath(name: RouteName, { params = {}, query = {} }: LooseCall): string {
  const path = routes[name].path.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(params[key])),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return `${basePath}${path}${search.size > 0 ? `?${search}` : ''}`;
}

async function failure(response: Response): Promise<ClientError> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return new ClientError(parsed.data.code, parsed.data.detail, { problem: parsed.data });
  return new ClientError(
    'ANSWER_NOT_UNDERSTOOD',
    `The server answered with status ${response.status}, and not as a ModLink server does. Check the address.`,
  );
}
