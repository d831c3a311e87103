/**
 * Hands every chunk on `delayMs` later, in order, as a longer link would. What it holds is bounded by what a link brings in
 * that time. `stop` forgets what is under way.
 */
export function delayLine(
  sink: (chunk: Uint8Array) => void,
  delayMs: number,
): { push(chunk: Uint8Array): void; stop(): void } {
  const underWay: { dueMs: number; chunk: Uint8Array }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const deliver = (): void => {
    timer = undefined;
    while (underWay.length > 0 && underWay[0]!.dueMs <= performance.now()) sink(underWay.shift()!.chunk);
    arm();
  };
  const arm = (): void => {
    if (timer !== undefined || underWay.length === 0) return;
    timer = setTimeout(deliver, Math.max(0, underWay[0]!.dueMs - performance.now()));
  };
  return {
    push(chunk) {
      // The chunk's memory is used again by the socket.
      underWay.push({ dueMs: performance.now() + delayMs, chunk: Uint8Array.from(chunk) });
      arm();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      underWay.length = 0;
    },
  };
}
