import type { Resolved } from './configuration/resolve.ts';
import type { MessageType } from './message.ts';
import type { Detail, Severity } from './severity.ts';

/** What is known about one message beside its payload. */
export interface TraceEvent {
  readonly namespace: string;
  readonly severity: Severity;
  readonly detail: Detail;
  readonly privacy: 'Public' | 'Confidential';
  /** Since 1970, UTC. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly host: string;
  readonly thread: string;
}

/**
 * A back end of another kind than those a configuration can name. It gets every message that passes the severity filter and
 * the limiter. What it throws is counted and told like an error of the message's own functions.
 */
export interface Outlet {
  /**
   * Asked once a message and again when the configuration changes; undefined: this message is not for it, and costs
   * nothing.
   */
  open<P>(message: MessageType<P>, resolved: Resolved): ((payload: P, event: TraceEvent) => void) | undefined;
  /** Writes out what it holds, at once: the process ends. */
  flush?(): void;
  /** Part of `Tracing.close`. */
  close?(): void | Promise<void>;
}
