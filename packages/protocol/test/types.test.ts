import { describe, expectTypeOf, it } from 'vitest';
import type { RouteCall, RouteRequest, RouteResponse, WireDevice } from '../src/index.js';

describe('the types of a route', () => {
  it('say what a call takes, and nothing that the route does not have', () => {
    expectTypeOf<keyof RouteCall<'health'>>().toEqualTypeOf<never>();
    expectTypeOf<RouteCall<'startStreaming'>['params']>().toEqualTypeOf<{ deviceId: string }>();
    expectTypeOf<object>().toExtend<RouteCall<'logs'>>();
    expectTypeOf<object>().not.toExtend<RouteCall<'mark'>>();
    expectTypeOf<RouteRequest<'logs'>['query']['limit']>().toEqualTypeOf<number | undefined>();
  });

  it('say what it answers', () => {
    expectTypeOf<RouteResponse<'getDevice'>>().toEqualTypeOf<WireDevice>();
    expectTypeOf<RouteResponse<'closeReplay'>>().toEqualTypeOf<undefined>();
  });
});
