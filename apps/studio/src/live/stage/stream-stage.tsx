import { Box, useComputedColorScheme } from '@mantine/core';
import type { ReceivedFrame } from '@modlink/client';
import type { SubscribedStream, WireStreamDescriptor } from '@modlink/protocol';
import { useEffect, useRef, useState } from 'react';
import { useFailureNotice } from '../../api/failure-notice.js';
import { useServer } from '../../api/server-provider.js';
import { canvasTheme } from './canvas-theme.js';
import { onAnimationFrame } from './frame-loop.js';
import type { CreateView, StreamView } from './stream-view.js';

/** What came of a stream to this page. */
export interface ReceivedCounts {
  frames: number;
  /** Frames of the preview that the server dropped. */
  dropped: number;
}

export interface StreamStageProps<Settings> {
  readonly descriptor: WireStreamDescriptor;
  readonly replayId?: string | undefined;
  readonly settings: Settings;
  readonly isPaused: boolean;
  readonly createView: CreateView<Settings>;
  /** Called with each frame that is shown, beside the view. */
  readonly onFrame?: (frame: ReceivedFrame) => void;
  /** Counted up here. */
  readonly counts: ReceivedCounts;
  /** What is shown, for those who do not see it. */
  readonly label: string;
}

/** How often a view is asked whether it wants its frames in another way. */
const deliveryPeriodMs = 1_000;

/** The area of a card in which a view draws its stream. */
export function StreamStage<Settings>(props: StreamStageProps<Settings>) {
  const { descriptor, replayId, settings, isPaused, createView, onFrame, counts, label } = props;
  const { client } = useServer();
  const showFailure = useFailureNotice();
  const scheme = useComputedColorScheme('light');
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<StreamView<Settings>>();
  // Two deliveries that say the same are one subscription.
  const [delivery, setDelivery] = useState<string>();
  const paused = useRef(isPaused);
  paused.current = isPaused;
  const first = useRef({ settings, scheme, showFailure, onFrame });
  first.current = { settings, scheme, showFailure, onFrame };

  useEffect(() => {
    const stage = element.current;
    if (stage === null) return;
    const created = createView(stage, descriptor, first.current.settings);
    created.setTheme(canvasTheme(first.current.scheme));
    let isSeen = true;
    const measure = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = stage;
      if (width === 0 || height === 0) return;
      created.setSize({ width, height, ratio: window.devicePixelRatio });
      setDelivery(JSON.stringify(created.delivery()));
      created.draw(performance.now());
    });
    measure.observe(stage);
    const look = new IntersectionObserver(([entry]) => {
      isSeen = entry?.isIntersecting ?? true;
    });
    look.observe(stage);
    const endLoop = onAnimationFrame((nowMs) => {
      if (isSeen && !paused.current) created.draw(nowMs);
    });
    const timer = setInterval(() => setDelivery(JSON.stringify(created.delivery())), deliveryPeriodMs);
    setView(created);
    return () => {
      clearInterval(timer);
      endLoop();
      look.disconnect();
      measure.disconnect();
      created.dispose();
      stage.replaceChildren();
      setView(undefined);
    };
  }, [createView, descriptor]);

  useEffect(() => {
    if (view === undefined) return;
    view.setTheme(canvasTheme(scheme));
    view.draw(performance.now());
  }, [view, scheme]);

  useEffect(() => {
    if (view === undefined) return;
    view.setSettings(settings);
    setDelivery(JSON.stringify(view.delivery()));
    view.draw(performance.now());
  }, [view, settings]);

  useEffect(() => {
    if (isPaused) view?.interrupt();
  }, [view, isPaused]);

  const { deviceId, streamKey } = descriptor;
  useEffect(() => {
    if (view === undefined || delivery === undefined) return;
    const streamId = `${deviceId}:${streamKey}`;
    let stream: SubscribedStream | undefined;
    // Frames between two subscriptions are nobody's loss.
    view.interrupt();
    return client.subscribe(
      { streams: [streamId], replayId, ...JSON.parse(delivery) },
      {
        onStreams: (streams) => {
          stream = streams.find((candidate) => candidate.streamId === streamId);
        },
        onFrame: (frame) => {
          counts.frames += 1;
          counts.dropped += frame.dropped;
          if (paused.current) return;
          view.take(frame, stream);
          first.current.onFrame?.(frame);
        },
        onError: (error) => first.current.showFailure(error),
      },
    );
  }, [client, view, delivery, deviceId, streamKey, replayId, counts]);

  return (
    <Box
      ref={element}
      role="img"
      aria-label={label}
      style={{ position: 'relative', width: '100%', height: '100%', overflow: 'hidden' }}
    />
  );
}
