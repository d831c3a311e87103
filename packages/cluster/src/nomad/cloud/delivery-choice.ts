import type { BackendFault } from '../../backend/backend.ts';
import { credentialsFolder } from '../../credentials/vault-settings.ts';
import { ClusterError } from '../../errors.ts';
import { offerObject } from '../../transfer/offered-objects.ts';
import { type S3Bucket, s3Bucket } from '../../transfer/s3.ts';
import { s3Settings } from '../../transfer/s3-settings.ts';
import type { Edge } from '../connection.ts';
import type { Delivery } from '../delivery.ts';
import { parseServePlace, startFileServer } from '../file-server.ts';
import { s3Delivery } from './s3-delivery.ts';

export interface DeliveryOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Address of the Nomad server. */
  readonly nomad: string;
  /** `ADDR[:PORT]` of this machine. */
  readonly serve?: string | undefined;
}

/** What keeps the files of a run from its hosts; undefined if they have a way. */
export function deliveryFault(o: DeliveryOptions): BackendFault | undefined {
  try {
    if (o.serve !== undefined) parseServePlace(o.serve);
    else if (o.env.SLOTBENCH_S3_BUCKET) s3Settings(o.env);
    else if (!isLoopback(o.nomad))
      return {
        place: 'files of the run',
        problem: `the clients of ${o.nomad} cannot fetch them from the loopback of this machine`,
        fix: 'name an address of this machine that they reach, --serve ADDR[:PORT], or a bucket: SLOTBENCH_S3_BUCKET',
      };
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { place: error.place, problem: error.problem, fix: error.fix };
  }
}

/** A file server where one was asked for, else a bucket where one is named, else the loopback, which only clients of this machine reach. */
export async function openDelivery(
  o: DeliveryOptions & {
    readonly edge: Edge;
    readonly tag: string;
    readonly newKeys?: boolean | undefined;
    readonly signal: AbortSignal;
    readonly tell: (words: string) => void;
  },
): Promise<Delivery> {
  const { env } = o;
  if (o.serve !== undefined) return await startFileServer(parseServePlace(o.serve));
  if (!env.SLOTBENCH_S3_BUCKET) return await startFileServer();
  const folder = credentialsFolder(env, env.HOME ?? '/');
  return await s3Delivery({
    bucket: bucketOf(o),
    settings: s3Settings(env),
    folder,
    tag: o.tag,
    offer: offerObject,
    problem: o.tell,
  });
}

/** With the keys that hold at the time of each request: Vault may replace them while a run goes on. */
function bucketOf(o: Parameters<typeof openDelivery>[0]): S3Bucket {
  const now = () =>
    s3Bucket(s3Settings(o.env), {
      // What was stored is removed also after Ctrl-C.
      signal: new AbortController().signal,
      sleep: (ms) => o.edge.sleep(ms),
      newKeys: o.newKeys === true,
    });
  return {
    put: (key, path) => now().put(key, path),
    presignedGet: (key, seconds) => now().presignedGet(key, seconds),
    remove: (key) => now().remove(key),
  };
}

function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
