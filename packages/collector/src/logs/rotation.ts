import { type LogFormat, parseLogName } from './log-name.ts';

export interface RotationLimits {
  readonly limitBytes: number;
  /** Files that stay whatever their age, beside the current one: a minimum, not a maximum. */
  readonly keepFiles: number;
  readonly maxAgeMs: number;
}

/**
 * Which files of a node's folder to delete: of all log files of the format but the current one, which is the newest
 * that is not compressed, beyond the newest `keepFiles`, from the oldest on, those whose creation (in the name) is at
 * least `maxAgeMs` ago. Other files are left alone. Source: cardano-tracer `Logs.Rotator`.
 */
export function expiredLogs(
  names: readonly string[],
  o: { format: LogFormat; keepFiles: number; maxAgeMs: number; nowMs: number },
): string[] {
  const logs = names.filter((name) => parseLogName(name)?.format === o.format).sort();
  const current = currentLog(logs);
  const others = logs.filter((name) => name !== current);
  const candidates = others.slice(0, Math.max(0, others.length - o.keepFiles));
  return candidates.filter((name) => o.nowMs - parseLogName(name)!.createdMs >= o.maxAgeMs);
}

/** Of names of log files of one format, the one that a connected node's lines go to. */
export function currentLog(logs: readonly string[]): string | undefined {
  return logs.toSorted().findLast((name) => parseLogName(name)?.compression === undefined);
}
