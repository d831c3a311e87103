import { createdMs, type LogFormat } from './log-name.ts';

export interface RotationLimits {
  readonly limitBytes: number;
  /** Files that stay whatever their age, beside the current one: a minimum, not a maximum. */
  readonly keepFiles: number;
  readonly maxAgeMs: number;
}

/**
 * Which files of a node's folder to delete: of all log files of the format but the newest, beyond the newest
 * `keepFiles`, those whose creation (in the name) is at least `maxAgeMs` ago. Other files are left alone.
 * Source: cardano-tracer `Logs.Rotator`.
 */
export function expiredLogs(
  names: readonly string[],
  o: { format: LogFormat; keepFiles: number; maxAgeMs: number; nowMs: number },
): string[] {
  const logs = names.filter((name) => createdMs(name, o.format) !== undefined).sort();
  const others = logs.slice(0, -1);
  const candidates = others.slice(0, Math.max(0, others.length - o.keepFiles));
  return candidates.filter((name) => o.nowMs - createdMs(name, o.format)! >= o.maxAgeMs);
}
