import { describe, expectTypeOf, it } from 'vitest';
import type { RouteCall, RouteRequest, RouteResponse, WireDevice } from '../src/index.js';

describe('the types of a route', () => {
  it('say what a call takes, and nothing that the route does not have', () => {
    expectTypeOf<RouteCall<'health'>>().toEqualTypeOf<Record<never, never>>();
    expectTypeOf<RouteCall<'startStreaming'>>().toEqualTypeOf<{ readonly params: { deviceId: string } }>();
    expectTypeOf<RouteCall<'logs'>['query']['limit']>().toEqualTypeOf<unknown>();
    expectTypeOf<RouteRequest<'logs'>['query']['limit']>().toEqualTypeOf<number | undefined>();
  });

  it('say what it answers', () => {
    expectTypeOf<RouteResponse<'getDevice'>>().toEqualTypeOf<WireDevice>();
    expectTypeOf<RouteResponse<'closeReplay'>>().toEqualTypeOf<undefined>();
  });
});
