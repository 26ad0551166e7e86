/** The WebSocket that is there already. */
export const WebSocketClass: typeof WebSocket = globalThis.WebSocket;
