/** Which HTTP status a failure has, and the problem document that tells of it. */
import type { Problem } from '@modlink/protocol';
import { problemMediaType } from '@modlink/protocol';
import { isModlinkError, serializeError } from '@modlink/sdk';
import type { FastifyError, FastifyReply } from 'fastify';
import { InvalidRequest, ServerError } from './server-error.js';

const titles = {
  400: 'Invalid request',
  401: 'Not authorized',
  403: 'Forbidden',
  404: 'Not found',
  409: 'Not in this state',
  413: 'Too large',
  422: 'Cannot be done',
  500: 'Server error',
  502: 'Device or driver failed',
  503: 'Not available',
  504: 'Timed out',
} as const;
type Status = keyof typeof titles;

/**
 * Codes whose status is not {@link statusOfDeviceFailure}. Whatever a driver or a transport throws with a code of its own is
 * a failure behind this server.
 */
const statusByCode: Readonly<Record<string, Status>> = {
  INVALID_REQUEST: 400,
  INVALID_OPTIONS: 400,
  SETTINGS_INVALID: 400,
  INVALID_ARGUMENTS: 400,
  UNKNOWN_PROVIDER: 400,
  RECORDING_INVALID_NAME: 400,
  RECORDING_INVALID_EVENT: 400,
  EXPORT_UNKNOWN_FORMAT: 400,
  EXPORT_UNKNOWN_STREAM: 400,
  EXPORT_INVALID_OPTION: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN_ORIGIN: 403,
  FORBIDDEN_HOST: 403,
  PACKAGE_SOURCE_FORBIDDEN: 403,
  UNKNOWN_ROUTE: 404,
  UNKNOWN_DRIVER: 404,
  UNKNOWN_DEVICE: 404,
  UNKNOWN_STREAM: 404,
  UNKNOWN_COMMAND: 404,
  UNKNOWN_RECORDING: 404,
  UNKNOWN_SETUP: 404,
  UNKNOWN_REPLAY: 404,
  UNKNOWN_EXPORT: 404,
  UNKNOWN_PACKAGE_JOB: 404,
  UNKNOWN_IMPORT: 404,
  UNKNOWN_FOUND_DEVICE: 404,
  RECORDING_NOT_FOUND: 404,
  WRONG_STATE: 409,
  ALREADY_CONNECTED: 409,
  NOT_CONNECTED: 409,
  DRIVER_BLOCKED: 409,
  DRIVER_DISABLED: 409,
  DEVICE_BUSY: 409,
  COMMAND_NOT_NOW: 409,
  RECORDING_ENDED: 409,
  RECORDING_FILE_EXISTS: 409,
  RECORDING_RUNNING: 409,
  EDIT_CONFLICT: 409,
  EDIT_UNKNOWN_EVENT: 404,
  EDIT_INVALID_LABEL: 400,
  EDIT_FAILED: 422,
  BODY_TOO_LARGE: 413,
  UPLOAD_FAILED: 422,
  RECORDING_NOT_WRITABLE: 422,
  RECORDING_NOT_DELETED: 422,
  RECORDING_DISK_FULL: 422,
  REPAIR_IN_USE: 409,
  REPAIR_FAILED: 422,
  REPLAY_INVALID_OPTIONS: 400,
  REPLAY_CLOSED: 409,
  RECORDING_CHANGED: 422,
  RECORDING_NOT_READABLE: 422,
  RECORDING_EMPTY: 422,
  RECORDING_NOT_MCAP: 422,
  RECORDING_NOT_MODLINK: 422,
  RECORDING_DAMAGED: 422,
  EXPORT_FILE_EXISTS: 422,
  EXPORT_NAME_TAKEN: 422,
  EXPORT_IN_USE: 409,
  EXPORT_WRITE_FAILED: 422,
  BLOCKED_LIST_INVALID: 422,
  INSTALL_RECORD_INVALID: 422,
  NPM_CONFIG_INVALID: 422,
  SETTINGS_UNREADABLE: 422,
  SETTINGS_NOT_SAVED: 422,
  INTERNAL_ERROR: 500,
  HOST_CLOSED: 503,
  CONTROL_TIMEOUT: 504,
};
const statusOfDeviceFailure = 502;

/** An error as a problem document. What has no code is a fault of the server: its words stay in the log. */
export function problemOf(error: unknown): Problem {
  const known = isModlinkError(error) ? error : serverErrorOf(error);
  const status = statusByCode[known.code] ?? statusOfDeviceFailure;
  const { path: _, ...subject } = known.subject;
  return {
    type: `urn:modlink:error:${known.code}`,
    title: titles[status],
    status,
    detail: known.message,
    code: known.code,
    ...(Object.keys(subject).length > 0 && { subject }),
    ...(known instanceof InvalidRequest && { issues: [...known.issues] }),
  };
}

/** What the HTTP layer itself refuses, and faults. */
function serverErrorOf(error: unknown): ServerError {
  const { statusCode, code, message } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ServerError('BODY_TOO_LARGE', 'The body of the request is larger than this server takes.', {
      cause: error,
    });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ServerError('INVALID_REQUEST', `The request is not as it must be: ${message}.`, {
      cause: error,
    });
  }
  return new ServerError(
    'INTERNAL_ERROR',
    `The server failed at this request: ${serializeError(error).name}. Its log has the details.`,
    { cause: error },
  );
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(problemMediaType).send(problem);
}
