/** The routes of the server as queries and mutations. */
import type { CallArguments, ClientError } from '@modlink/client';
import type { RouteCall, RouteName, RouteResponse } from '@modlink/protocol';
import { type UseMutationResult, type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query';
import { useServer } from './server-provider.js';

/** The key under which an answer is kept. */
export const queryKey = (name: RouteName, call?: object): readonly unknown[] =>
  call === undefined ? [name] : [name, call];

export interface RouteQueryOptions {
  /** Asked again after so many milliseconds: for figures that change all the time. */
  readonly refetchIntervalMs?: number | undefined;
  readonly isEnabled?: boolean | undefined;
}

/** What a route answers; asked again when events tell that it changed. */
export function useRoute<Name extends RouteName>(
  name: Name,
  call?: RouteCall<Name>,
  { refetchIntervalMs, isEnabled = true }: RouteQueryOptions = {},
): UseQueryResult<RouteResponse<Name>, ClientError> {
  const { client } = useServer();
  return useQuery<RouteResponse<Name>, ClientError>({
    queryKey: queryKey(name, call),
    queryFn: ({ signal }) => client.call(name, ...([call, { signal }] as unknown as CallArguments<Name>)),
    enabled: isEnabled,
    refetchInterval: refetchIntervalMs ?? false,
  });
}

/** Does what a route does. Failures are shown by whoever asks for it: see `useFailureNotice`. */
export function useRouteAction<Name extends RouteName>(
  name: Name,
): UseMutationResult<RouteResponse<Name>, ClientError, RouteCall<Name>> {
  const { client } = useServer();
  return useMutation<RouteResponse<Name>, ClientError, RouteCall<Name>>({
    mutationFn: (call) => client.call(name, ...([call] as unknown as CallArguments<Name>)),
  });
}
