import { ClusterError } from '../errors.ts';

/** A host on which something did not work, after all its tries. */
export interface HostFailure {
  readonly host: string;
  readonly problem: string;
}

/**
 * Does `work` for every host, `parallel` at a time, and again for each that failed, so that one bad answer of 52 does not end the run.
 * Throws `TRANSFER_FAILED` that names each host which failed in all tries, once the others are done; `DISK_FULL` at once.
 */
export async function eachHost(
  hosts: readonly string[],
  work: (host: string) => Promise<void>,
  o: {
    readonly what: string;
    readonly parallel: number;
    readonly tries: number;
    readonly signal: AbortSignal;
    readonly sleep: (ms: number) => Promise<void>;
    readonly random: () => number;
    /** Told of every failure that is tried again. */
    readonly tell?: (failure: HostFailure) => void;
  },
): Promise<void> {
  const waiting = [...hosts];
  const failures: HostFailure[] = [];
  let full: ClusterError | undefined;
  const worker = async () => {
    for (let host = waiting.shift(); host !== undefined; host = waiting.shift())
      for (let attempt = 1; ; attempt++) {
        o.signal.throwIfAborted();
        try {
          await work(host);
          break;
        } catch (error) {
          const failure = { host, problem: (error as Error).message };
          if (error instanceof ClusterError && error.code === 'DISK_FULL') {
            full = error; // that of this machine: no other host fares better
            waiting.length = 0;
            break;
          }
          if (attempt === o.tries) {
            failures.push(failure);
            break;
          }
          o.tell?.(failure);
          await o.sleep(500 * 2 ** (attempt - 1) * (0.5 + o.random()));
        }
      }
  };
  await Promise.all(Array.from({ length: Math.min(o.parallel, hosts.length) }, worker));
  if (full !== undefined) throw full;
  if (failures.length === 0) return;
  throw new ClusterError('TRANSFER_FAILED', {
    place: o.what,
    problem: `${failures.length} of ${hosts.length} hosts do not have it: ${failures
      .map(({ host, problem }) => `${host} (${problem})`)
      .slice(0, 5)
      .join(', ')}${failures.length > 5 ? ', …' : ''}`,
    fix: `it was tried ${o.tries} times on each; see that these hosts reach the place and have space`,
  });
}
