/**
 * Errors on the wire: problem documents (RFC 9457) with ModLink's own stable code beside the standard members. The status
 * tells what kind of failure it is, the code which.
 */
import { z } from 'zod';

export const problemMediaType = 'application/problem+json';

export const problem = z
  .object({
    type: z.string().meta({ description: 'Where the code is explained.' }),
    title: z.string().meta({ description: 'The kind of failure.' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What was wrong, what was expected, what to do.' }),
    code: z.string().meta({ description: 'Stable, for programs.', example: 'UNKNOWN_DEVICE' }),
    subject: z
      .object({
        driverId: z.string().optional(),
        deviceId: z.string().optional(),
        streamId: z.string().optional(),
        package: z.string().optional(),
      })
      .optional()
      .meta({ description: 'What it is about.' }),
    issues: z
      .array(z.object({ at: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Every value of the request that is wrong.' }),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457).' });
export type Problem = z.output<typeof problem>;

/** Codes of failures that arise on the wire itself; all others are the host's, a driver's or a transport's. */
export const protocolErrorCodes = [
  'INVALID_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN_ORIGIN',
  'FORBIDDEN_HOST',
  'UNKNOWN_ROUTE',
  'UNKNOWN_RECORDING',
  'UNKNOWN_REPLAY',
  'UNKNOWN_EXPORT',
  'UNKNOWN_IMPORT',
  'UNKNOWN_FOUND_DEVICE',
  'BODY_TOO_LARGE',
  'UPLOAD_FAILED',
  'WRONG_STATE',
  'PACKAGE_SOURCE_FORBIDDEN',
  'INTERNAL_ERROR',
] as const;
export type ProtocolErrorCode = (typeof protocolErrorCodes)[number];
