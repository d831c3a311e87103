import { adapterOf } from '../adapter/any-node.ts';
import type { HostFigures } from '../fold/host-figures.ts';
import type { QualityItem } from '../results.ts';
import { item } from './item.ts';

/** What a host's node does not say in its log, whatever it does: an empty cell is no fault of the run. */
export function implementationItems(hosts: readonly Pick<HostFigures, 'host' | 'counts'>[]): QualityItem[] {
  return hosts.flatMap(({ host, counts }) => {
    const adapters = new Set([...counts.namespaces.keys()].map(adapterOf));
    return [...adapters].flatMap(({ id, cannotReport }) =>
      cannotReport.length === 0
        ? []
        : [
            item(
              'notReported',
              'note',
              `${host} runs ${id}, whose log does not tell of ${list(cannotReport)}.`,
              {
                host,
              },
            ),
          ],
    );
  });
}

function list(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
