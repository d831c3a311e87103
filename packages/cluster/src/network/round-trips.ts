import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { NetworkPlan } from './network-plan.ts';

/** What a connection between two regions really took, beside the table's figure. */
export interface MeasuredLink {
  readonly from: string;
  readonly to: string;
  readonly tableMs: number;
  readonly measuredMs: number;
}

/** Any port: the namespaces have no other listener yet. */
const PORT = 7;

/**
 * The least of several connection times between every two regions, by a small program in each namespace: it is what the nodes will see, without
 * the waits of a busy machine.
 */
export async function measureRoundTrips(plan: NetworkPlan, signal: AbortSignal): Promise<MeasuredLink[]> {
  const probe = fileURLToPath(
    new URL(import.meta.url.endsWith('.ts') ? './probe.ts' : './probe.js', import.meta.url),
  );
  const inside = (namespace: string, args: readonly string[]) =>
    spawn('nsenter', [`--net=/run/netns/${namespace}`, '--', process.execPath, probe, ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
      signal,
    });
  const read = (child: ReturnType<typeof inside>, end: RegExp) =>
    new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
        if (end.test(text)) resolve(text);
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the probe of a region ended')));
    });
  const listeners = plan.regions.map(({ namespace, address }) =>
    inside(namespace, ['listen', address, String(PORT)]),
  );
  try {
    await Promise.all(listeners.map((child) => read(child, /listening\n/)));
    const measured: MeasuredLink[] = [];
    for (const { namespace, region } of plan.regions) {
      const links = plan.links.filter(({ ends: [a] }) => a.region.region === region);
      if (links.length === 0) continue;
      const targets = links.map(({ ends: [, b] }) => b.region.address);
      const text = await read(inside(namespace, ['measure', String(PORT), ...targets]), /\n/);
      for (const [i, ms] of (JSON.parse(text) as number[]).entries())
        measured.push({
          from: region,
          to: links[i]!.ends[1].region.region,
          tableMs: links[i]!.rttMs,
          measuredMs: Math.round(ms * 10) / 10,
        });
    }
    return measured;
  } finally {
    const gone = listeners.map((child) =>
      child.exitCode === null && child.signalCode === null
        ? new Promise((done) => child.once('exit', done))
        : undefined,
    );
    for (const child of listeners) child.kill('SIGKILL');
    await Promise.all(gone);
  }
}
