import type { RegisteredNode } from './nodes/node-registry.ts';

/** How far behind its node a log is. */
export interface ObjectLag {
  /** Age of the newest object of the last reply, by the node's clock, when the logs had it. */
  readonly lagMs: number;
  readonly lastObjectMs: number;
}

export interface ObjectLags {
  /** Called for each reply of a node, once it is in the logs. */
  note(node: RegisteredNode, lastObjectMs: number, nowMs: number): void;
  /** Undefined before the first object of a connection. */
  of(node: RegisteredNode): ObjectLag | undefined;
}

export function createObjectLags(): ObjectLags {
  const lags = new WeakMap<RegisteredNode, { lagMs: number; lastObjectMs: number }>();
  return {
    note(node, lastObjectMs, nowMs) {
      const lag = lags.get(node);
      const lagMs = nowMs - lastObjectMs;
      if (lag === undefined) lags.set(node, { lagMs, lastObjectMs });
      else {
        lag.lagMs = lagMs;
        lag.lastObjectMs = lastObjectMs;
      }
    },
    of: (node) => lags.get(node),
  };
}
