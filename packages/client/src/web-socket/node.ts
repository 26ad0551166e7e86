/** Node 20 has no WebSocket of its own; `ws` keeps the interface of the browsers'. */
import { WebSocket as NodeWebSocket } from 'ws';

export const WebSocketClass = NodeWebSocket as unknown as typeof WebSocket;
