import type { Unseen } from '../unseen.ts';
import type { Channel } from './channel.ts';

interface Silence {
  readonly host: string;
  readonly client: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Shorter silences of a host at the end are its next heartbeat. */
const SILENCE_MS = 15_000;

/** When hosts were not heard of. */
export interface Silences {
  add(silence: Silence): void;
  /** All so far, with those that go on. */
  all(
    channels: readonly Pick<Channel, 'host' | 'heardMs'>[],
    o: { now: number; nameOf: (host: string) => string },
  ): Unseen['silent'];
}

export function createSilences(): Silences {
  const ended: Silence[] = [];
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    add: (silence) => void ended.push(silence),
    all: (channels, { now, nameOf }) => [
      ...ended.map(({ host, client, fromMs, toMs }) => ({ host, client, from: iso(fromMs), to: iso(toMs) })),
      ...channels
        .filter((channel) => now - channel.heardMs() > SILENCE_MS)
        .map((channel) => ({
          host: channel.host,
          client: nameOf(channel.host),
          from: iso(channel.heardMs()),
        })),
    ],
  };
}
