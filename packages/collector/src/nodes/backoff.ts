/**
 * Seconds to wait before the next attempt: 1, 2, 4 ... `capSeconds`; from 1 again after an attempt that lasted the
 * cap. Source: cardano-tracer `Utils.runInLoop`.
 */
export function createBackoff(capSeconds: number): { nextSeconds(lastedSeconds: number): number } {
  let seconds = 0;
  return {
    nextSeconds(lastedSeconds) {
      seconds = seconds === 0 || lastedSeconds >= capSeconds ? 1 : Math.min(seconds * 2, capSeconds);
      return seconds;
    },
  };
}
