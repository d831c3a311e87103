import type { Address, Metric, TraceObject } from '@slotbench/wire';

/** What the forwarding thread starts with. */
export interface ForwardingTask {
  readonly address: Address;
  readonly magic: number;
  readonly maxReconnectDelaySeconds: number;
  /** Shared: [0] counts objects handed over that no acceptor has confirmed; [1] is 1 while none can be reached. */
  readonly backlog: Int32Array<SharedArrayBuffer>;
}

export type ToThread =
  | { readonly kind: 'objects'; readonly objects: readonly TraceObject[] }
  | { readonly kind: 'metrics'; readonly metrics: readonly Metric[] }
  | { readonly kind: 'dataPoint'; readonly name: string; readonly json: string }
  | { readonly kind: 'stop' };

export type FromThread =
  | { readonly kind: 'state'; readonly state: string }
  | { readonly kind: 'failed'; readonly reason: string };
