import { ClusterError } from '../errors.ts';

/** Where files of runs go and with which keys. */
export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** Of a store that is not AWS: `http://host:port`; its buckets are the first part of the path. */
  readonly endpoint?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * From the variables of the AWS tools and `SLOTBENCH_S3_BUCKET`; `keys` are those that Vault gave, else the environment's. Throws
 * `CREDENTIALS_MISSING`.
 */
export function s3Settings(
  env: Readonly<Record<string, string | undefined>>,
  keys: Readonly<Record<string, string>> = {},
): S3Settings {
  const bucket = env.SLOTBENCH_S3_BUCKET;
  if (!bucket) throw missing('SLOTBENCH_S3_BUCKET', 'the bucket for files of runs is not named', 'set it');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw missing(
      'SLOTBENCH_S3_BUCKET',
      'no bucket can have this name',
      'name one of 3 to 63 of a-z, 0-9, . and -',
    );
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL;
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || (endpoint ? 'us-east-1' : undefined);
  if (region === undefined) throw missing('AWS_REGION', 'the region of the bucket is not named', 'set it');
  const of = (name: string) => keys[name] || env[name];
  const accessKeyId = of('AWS_ACCESS_KEY_ID');
  const secretAccessKey = of('AWS_SECRET_ACCESS_KEY');
  const sessionToken = of('AWS_SESSION_TOKEN');
  if (!accessKeyId || !secretAccessKey)
    throw missing(
      'AWS_ACCESS_KEY_ID',
      'there are no keys for the bucket',
      'set it and AWS_SECRET_ACCESS_KEY, or log in where they come from (`slotbench credentials login --aws-role ROLE`)',
    );
  return {
    bucket,
    region,
    ...(endpoint ? { endpoint: endpoint.replace(/\/+$/, '') } : {}),
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
  };
}

function missing(place: string, problem: string, fix: string): ClusterError {
  return new ClusterError('CREDENTIALS_MISSING', { place, problem, fix });
}
