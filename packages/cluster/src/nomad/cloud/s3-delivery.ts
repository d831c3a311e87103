import { type offerObject, sweepObjects } from '../../transfer/offered-objects.ts';
import type { S3Bucket } from '../../transfer/s3.ts';
import type { S3Settings } from '../../transfer/s3-settings.ts';
import type { Delivery } from '../delivery.ts';

/** Time for the slowest host to begin its last download; a URL that has been asked for is not needed any more. */
const URL_SECONDS = 3600;

/**
 * Files of a run by way of a bucket: stored, offered by presigned URLs and removed again, by the next run if this one is killed. `problems`
 * are told what could not be removed.
 */
export async function s3Delivery(o: {
  readonly bucket: S3Bucket;
  readonly settings: S3Settings;
  /** Where what stands in the bucket is recorded. */
  readonly folder: string;
  readonly tag: string;
  readonly offer: typeof offerObject;
  readonly problem: (words: string) => void;
}): Promise<Delivery> {
  const { settings, folder } = o;
  for (const words of (await sweepObjects(o.bucket, { settings, folder })).problems) o.problem(words);
  const withdrawals: (() => Promise<void>)[] = [];
  const queries = new Set<string>();
  return {
    async offer(name, path) {
      const key = `slotbench/${o.tag}/${name}`;
      const offered = await o.offer(o.bucket, { settings, folder, key, path, seconds: URL_SECONDS });
      withdrawals.push(offered.withdraw);
      queries.add(new URL(offered.url).search);
      return offered.url;
    },
    hide(text) {
      // Clients quote the address in their own order and escapes.
      let hidden = text;
      for (const query of queries) hidden = hidden.replaceAll(query, '?SECRET');
      return hidden.replaceAll(/X-Amz-(Signature|Credential|Security-Token)=[^&\s"'\\]+/g, 'X-Amz-$1=SECRET');
    },
    async close() {
      const removed = await Promise.allSettled(withdrawals.splice(0).map((withdraw) => withdraw()));
      for (const each of removed) if (each.status === 'rejected') o.problem(String(each.reason.message));
    },
  };
}
