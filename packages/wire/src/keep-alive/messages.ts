/** `cookie` is a Word16; the response repeats it. */
export type KeepAliveMessage =
  | { kind: 'KeepAlive'; cookie: number }
  | { kind: 'Response'; cookie: number }
  | { kind: 'Done' };
