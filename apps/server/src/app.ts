/** The HTTP application: what every request passes, in order, and where it goes. */
import { basename, dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import helmet from '@fastify/helmet';
import { fastifySSE } from '@fastify/sse';
import serveStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import type { Bus, Host } from '@modlink/host';
import { basePath, eventsPath, framesPath, type RouteDefinition, routes } from '@modlink/protocol';
import { openApiDocument } from '@modlink/protocol/openapi';
import { serializeError } from '@modlink/sdk';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { EventLog } from './events/event-log.js';
import type { LiveLog } from './events/live-log.js';
import { FrameSocket } from './frames/frame-socket.js';
import type { Download, Handlers, Upload } from './handlers/handler.js';
import { problemOf, sendProblem } from './problems.js';
import type { RequestGuard } from './security/request-guard.js';
import { ServerError } from './server-error.js';
import type { ResolvedServerOptions } from './server-options.js';
import { validRequest } from './validation.js';

/** Larger than any set of settings or markers, far smaller than memory. */
const bodyLimitBytes = 1024 * 1024;
const messageLimitBytes = 64 * 1024;

export interface AppParts {
  readonly host: Host;
  readonly options: ResolvedServerOptions;
  readonly version: string;
  readonly guard: RequestGuard;
  readonly handlers: Handlers;
  readonly events: EventLog;
  readonly log: LiveLog;
  readonly busOf: (replayId: string | undefined) => Bus;
}

export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { options, guard } = parts;
  const app = Fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    // What is refused before there is a route, such as a path that is no text.
    frameworkErrors: (error, _request, reply) => {
      sendProblem(reply as FastifyReply, problemOf(error));
    },
  });
  app.addHook('onRequest', async (request) => guard.checkSource(request));
  // The server of Node leaves the socket of a refused WebSocket to us: it would stay open, and keep the server from closing.
  app.addHook('onResponse', async ({ raw, headers }) => {
    if (headers.upgrade !== undefined) raw.socket.destroySoon();
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status === 500) logFault(parts, request, error);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const { method, url, headers } = request;
    const path = url.split('?')[0] ?? '';
    // Pages of the studio are its own to tell apart: each is index.html.
    if (
      options.studioFolder !== undefined &&
      !path.startsWith('/api/') &&
      headers.accept?.includes('text/html')
    ) {
      return reply.sendFile('index.html');
    }
    const words = `This server has no ${method} ${path}. Its routes stand in ${basePath}/openapi.json.`;
    return sendProblem(reply, problemOf(new ServerError('UNKNOWN_ROUTE', words)));
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        // The studio draws with inline styles and on canvases; nothing comes from elsewhere.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        // There is no certificate on a machine of one's own.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
  await app.register(fastifySSE);
  await app.register(websocket, { options: { maxPayload: messageLimitBytes } });
  await app.register(async (api) => registerApi(api, parts), { prefix: basePath });
  await app.register(
    serveStatic,
    options.studioFolder === undefined ? { serve: false } : { root: resolve(options.studioFolder) },
  );
  return app;
}

function registerApi(api: FastifyInstance, parts: AppParts): void {
  const { guard, handlers, host, events } = parts;
  const requireToken = async (request: FastifyRequest) => guard.requireToken(request);
  // Not read here: what takes an upload has its own limit, and any other route refuses it.
  for (const mediaType of uploadTypes()) {
    api.addContentTypeParser(mediaType, (_request, payload, done) => done(null, payload));
  }

  for (const [name, route] of Object.entries<RouteDefinition>(routes)) {
    const handle = handlers[name as keyof Handlers] as (request: object) => unknown;
    api.route({
      method: route.method,
      url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      // Whether the server is up may be asked by anyone who reaches it.
      ...(name !== 'health' && { onRequest: requireToken }),
      handler: async (request, reply) => {
        const receivedNs = host.clock.nowNs();
        const answer = await handle({
          ...validRequest(route, request),
          ...(route.upload !== undefined && uploadOf(request, route.upload)),
          receivedNs,
          signal: signalOf(reply),
        });
        if (route.download !== undefined) return sendFile(reply, answer as Download, route.download);
        if (route.response === undefined) return reply.code(204).send();
        return reply.send(answer);
      },
    });
  }

  const openApi = openApiDocument(parts.version);
  api.get('/openapi.json', () => openApi);

  api.get(eventsPath, { sse: { kind: 'only' }, onRequest: requireToken }, async (_request, reply) => {
    const queue = events.open(reply.sse.lastEventId);
    reply.sse.onClose(() => queue.close());
    // At once, so that a client knows that it is connected.
    reply.sse.sendHeaders();
    reply.raw.flushHeaders();
    for await (const { id, event } of queue) {
      await reply.sse.send({ id, event: event.type, data: event });
    }
  });

  api.get<{ Querystring: { format?: string } }>(framesPath, { websocket: true }, (socket, request) => {
    new FrameSocket({
      socket,
      busOf: parts.busOf,
      asJson: request.query.format === 'json',
      queueBytes: parts.options.clientQueueBytes,
      isAuthorized: guard.isAuthorized(request),
      isToken: (token) => guard.isToken(token),
    });
  });
}

/** The media types that some route takes as they are. */
function uploadTypes(): ReadonlySet<string> {
  return new Set(Object.values<RouteDefinition>(routes).flatMap(({ upload }) => upload ?? []));
}

/** @throws {ServerError} `INVALID_REQUEST` */
function uploadOf({ body, headers }: FastifyRequest, mediaType: string): Upload {
  if (!(body instanceof Readable)) {
    throw new ServerError(
      'INVALID_REQUEST',
      `The file is the body of this request, and its content type is ${mediaType}.`,
    );
  }
  const length = Number(headers['content-length']);
  return { upload: body, uploadBytes: Number.isSafeInteger(length) && length >= 0 ? length : undefined };
}

/** Fires when the client gives up waiting, so that a search or a command ends with it. */
function signalOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** The path is the host's own; only its name is told. */
function sendFile(reply: FastifyReply, download: Download, mediaType: string): FastifyReply {
  reply
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(download.fileName)}`)
    .type(mediaType);
  if ('bytes' in download) return reply.send(Buffer.from(download.bytes));
  const { path } = download;
  return reply.sendFile(basename(path), dirname(path), { contentType: false, dotfiles: 'allow' });
}

/** Without query, headers and body: they may hold what is secret. */
function logFault({ log, host }: AppParts, request: FastifyRequest, error: unknown): void {
  const { name, message, stack } = serializeError(error);
  log.add({
    timestampNs: String(host.clock.nowNs()),
    level: 'error',
    source: 'host',
    message: `${request.method} ${request.routeOptions.url ?? 'an unknown route'} failed: ${stack ?? `${name}: ${message}`}`,
  });
}
