import { openAsBlob } from 'node:fs';
import { AwsClient } from 'aws4fetch';
import { ClusterError } from '../errors.ts';
import { type FileFacts, fileFacts } from './fetch-file.ts';
import type { S3Settings } from './s3-settings.ts';

/** A bucket of S3 or of a store that speaks as S3 does. */
export interface S3Bucket {
  /** Stores a file under `key`; the store itself compares the digest of what arrived with the signed one. */
  put(key: string, path: string): Promise<FileFacts>;
  /** A URL that lets its bearer read `key` for so long; it is a secret. */
  presignedGet(key: string, seconds: number): Promise<string>;
  /** Nothing if it is gone already. */
  remove(key: string): Promise<void>;
}

/** What one request may store; larger objects would need another way of uploading. */
const OBJECT_BYTES_MAX = 5 * 2 ** 30;
/** The longest that a signature may count (AWS: 7 days). */
const PRESIGNED_SECONDS_MAX = 604_800;
/** New keys of AWS are known everywhere only after some seconds. */
const NEW_KEY_TRIES = 5;

/** Errors name bucket and key, with S3's own code and no signature. */
export function s3Bucket(
  settings: S3Settings,
  o: {
    readonly signal: AbortSignal;
    readonly sleep: (ms: number) => Promise<void>;
    /** Whether the keys were made a moment ago, so that a store may not know them yet. */
    readonly newKeys?: boolean;
    /** Only a test has a smaller one. */
    readonly bytesMax?: number;
  },
): S3Bucket {
  const { bucket, endpoint, region } = settings;
  const base =
    endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`;
  const aws = new AwsClient({
    accessKeyId: settings.accessKeyId,
    secretAccessKey: settings.secretAccessKey,
    ...(settings.sessionToken === undefined ? {} : { sessionToken: settings.sessionToken }),
    service: 's3',
    region,
    retries: 3,
  });
  const urlOf = (key: string) => `${base}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const ask = async (what: string, key: string, init: RequestInit): Promise<number> => {
    for (let attempt = 1; ; attempt++) {
      let answer: Response;
      try {
        answer = await aws.fetch(urlOf(key), { ...init, signal: o.signal });
      } catch (cause) {
        if (o.signal.aborted) throw o.signal.reason;
        const code = ((cause as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? 'no answer';
        // A store may refuse a key and cut the connection while the body is still being sent: a request without one hears why.
        const why = init.body === undefined ? undefined : await refusal(key);
        if (why !== undefined) throw failed(what, key, why, fixOf(why));
        throw failed(
          what,
          key,
          code,
          'check AWS_ENDPOINT_URL_S3, AWS_REGION and that the store can be reached',
        );
      }
      const text = await answer.text();
      if (answer.ok || (init.method === 'DELETE' && answer.status === 404)) return answer.status;
      const code = codeOf(text) ?? `HTTP ${answer.status}`;
      if (code === 'InvalidAccessKeyId' && o.newKeys === true && attempt < NEW_KEY_TRIES)
        await o.sleep(1000 * 2 ** attempt);
      else throw failed(what, key, code, fixOf(code));
    }
  };
  const refusal = async (key: string): Promise<string | undefined> => {
    const answer = await aws.fetch(urlOf(key), { signal: o.signal }).catch(() => undefined);
    if (answer === undefined || answer.ok) {
      await answer?.body?.cancel();
      return undefined;
    }
    const code = codeOf(await answer.text());
    return code === 'NoSuchKey' ? undefined : code;
  };
  const failed = (what: string, key: string, problem: string, fix: string) =>
    new ClusterError('TRANSFER_FAILED', { place: `${bucket}/${key}`, problem: `${what}: ${problem}`, fix });
  return {
    async put(key, path) {
      const facts = await fileFacts(path);
      if (facts.bytes > (o.bytesMax ?? OBJECT_BYTES_MAX))
        throw failed(
          'it cannot be stored',
          key,
          `${facts.bytes} bytes are more than the 5 GiB that one request may store`,
          'serve it from a file server instead, or make the dataset smaller (--scale)',
        );
      await ask('storing it failed', key, {
        method: 'PUT',
        body: await openAsBlob(path),
        headers: { 'x-amz-content-sha256': facts.sha256, 'content-type': 'application/octet-stream' },
      });
      return facts;
    },
    async presignedGet(key, seconds) {
      const url = new URL(urlOf(key));
      url.searchParams.set('X-Amz-Expires', String(Math.min(Math.ceil(seconds), PRESIGNED_SECONDS_MAX)));
      return (await aws.sign(url.href, { method: 'GET', aws: { signQuery: true } })).url;
    },
    async remove(key) {
      await ask('removing it failed', key, { method: 'DELETE' });
    },
  };
}

function codeOf(text: string): string | undefined {
  return /<Code>(\w+)<\/Code>/.exec(text)?.[1];
}

function fixOf(code: string): string {
  switch (code) {
    case 'SignatureDoesNotMatch':
    case 'InvalidAccessKeyId':
    case 'XAdminUserNotFound': // versitygw's word for it
      return 'the keys are wrong or have been revoked: check them, or log in again';
    case 'AccessDenied':
      return 'the policy of these keys must allow s3:PutObject, s3:GetObject and s3:DeleteObject on the bucket';
    case 'NoSuchBucket':
      return 'correct SLOTBENCH_S3_BUCKET or make the bucket';
    case 'RequestTimeTooSkewed':
      return 'set the clock of this machine';
    case 'ExpiredToken':
      return 'the session has ended: get new keys';
    case 'XAmzContentSHA256Mismatch':
      return 'the file changed on the way: try again';
    default:
      return 'see the documentation of the store for this code';
  }
}
