import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CredentialsEdge } from './acquire.ts';
import { httpSend } from './http-send.ts';
import { credentialsFolder, type Environment } from './vault-settings.ts';

/** The clock, network, randomness and folders of this machine. */
export function systemCredentialsEdge(env: Environment): CredentialsEdge {
  const home = env.HOME || homedir();
  return {
    env,
    home,
    folder: credentialsFolder(env, home),
    send: httpSend,
    now: Date.now,
    random: Math.random,
    sleep: (ms) => sleep(ms),
    wait: (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
  };
}
