import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../credentials/real-servers.ts';

/** versitygw with one bucket. */
export interface RealStore {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The variables that name it. */
  readonly env: Readonly<Record<string, string>>;
  objects(): string[];
  stop(): void;
}

export async function startStore(program: string, root: string): Promise<RealStore> {
  const [bucket, accessKeyId, secretAccessKey] = ['genesis', 'bench', 'a-secret-key-of-the-store'] as const;
  const folder = join(root, bucket);
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const gateway = spawn(program, ['--port', `127.0.0.1:${port}`, 'posix', root], {
    env: { PATH: process.env.PATH, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = () => void gateway.kill('SIGKILL');
  for (let attempt = 0; !(await isUp(port)); attempt++) {
    if (attempt === 300) {
      stop();
      throw new Error('versitygw did not come up within 30 s');
    }
    await sleep(100);
  }
  return {
    endpoint,
    bucket,
    accessKeyId,
    secretAccessKey,
    env: {
      SLOTBENCH_S3_BUCKET: bucket,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
    objects: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
    stop,
  };
}

async function isUp(port: number): Promise<boolean> {
  return await new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    }).on('error', () => done(false));
  });
}
