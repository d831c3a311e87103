import { AnalysisError } from '../errors.ts';
import type { HostFigures } from '../fold/host-figures.ts';

/**
 * Rejects logs whose slots do not lie at their times, which the first lines do not always show: another length of slots. A host of
 * several with such a log only gets a warning for it.
 */
export function assertSameNetwork(place: string, hosts: readonly HostFigures[]): void {
  const foreign = hosts.filter(({ counts, slots }) => counts.foreignSlots > slots.checked);
  if (foreign.length === 0 || foreign.length < hosts.length) return;
  const checks = foreign.reduce((sum, { counts, slots }) => sum + counts.foreignSlots + slots.checked, 0);
  throw new AnalysisError('RUN_OTHER_NETWORK', {
    place,
    expected: 'logs of the network of the genesis that lies beside them',
    got: `${foreign.reduce((sum, { counts }) => sum + counts.foreignSlots, 0)} of ${checks} leadership checks of slots that the genesis puts at another time`,
  });
}
