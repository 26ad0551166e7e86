import type { Readable } from 'node:stream';
import type { RouteName, RouteRequest, RouteResponse, Routes } from '@modlink/protocol';

/** A file that a route answers with: one on the disk, or one that was made for it. */
export type Download = ({ readonly path: string } | { readonly bytes: Uint8Array }) & {
  /** What the browser saves it as. */
  readonly fileName: string;
};

type Answer<Name extends RouteName> = Routes[Name] extends { readonly download: string }
  ? Download
  : RouteResponse<Name>;

/** The bytes that a route takes. */
export interface Upload {
  readonly upload: Readable;
  /** What the client says that there are. */
  readonly uploadBytes: number | undefined;
}

type Uploaded<Name extends RouteName> = Routes[Name] extends { readonly upload: string } ? Upload : unknown;

/** What answers each route: a validated request in, what the contract says out. */
export type Handlers = {
  readonly [Name in RouteName]: (
    request: RouteRequest<Name> &
      Uploaded<Name> & { readonly signal: AbortSignal; readonly receivedNs: bigint },
  ) => Answer<Name> | Promise<Answer<Name>>;
};
