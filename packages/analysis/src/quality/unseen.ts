import type { QualityItem } from '../results.ts';
import { item } from './item.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * What the process that ran a run could not see of it, from `unseen` of meta.json: nobody watched, a host was not heard of, logs did not come.
 * Pure; what is not as the run directory has it says nothing.
 */
export function unseenItems(unseen: Json | null): QualityItem[] {
  const items: QualityItem[] = [];
  for (const { from, to } of listOf(unseen?.unwatched))
    items.push(
      item(
        'unwatched',
        'note',
        `Nobody watched the run from ${from} to ${to}: its process had ended, and the hosts went on alone. They ended their programs as they would have been told; nothing of the logs is lost by it.`,
      ),
    );
  for (const [host, silences] of byHost(listOf(unseen?.silent))) {
    const times = silences.map(({ from, to }) =>
      to === undefined ? `from ${from} on` : `from ${from} to ${to}`,
    );
    const stays = silences.some(({ to }) => to === undefined);
    items.push(
      item(
        'silentHost',
        stays ? 'warning' : 'note',
        `${host} on client ${silences[0]!.client} was not heard of ${inWords(times)}. ${
          stays
            ? 'Its programs may have run on; how they ended is not known.'
            : 'It came back, and its logs of that time are here.'
        }`,
        { host, count: silences.length },
      ),
    );
  }
  for (const { host, client, problem } of listOf(unseen?.missing))
    items.push(
      item(
        'missingLogs',
        'warning',
        `Logs of ${host} on client ${client} are missing (${String(problem).slice(0, 300)}). The figures are those of the other hosts: blocks that ${host} forged are seen as others received them, its own adoption and resources not at all.`,
        typeof host === 'string' ? { host } : {},
      ),
    );
  return items;
}

/** At most three, then how many more. */
function inWords(times: readonly string[]): string {
  const more = times.length - 3;
  return `${times.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more times` : ''}`;
}

function byHost(silences: readonly Json[]): Map<string, Json[]> {
  const hosts = new Map<string, Json[]>();
  for (const silence of silences)
    if (typeof silence.host === 'string')
      hosts.set(silence.host, [...(hosts.get(silence.host) ?? []), silence]);
  return hosts;
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];
}
