import type { Backend } from '../backend/backend.ts';
import { makeBundle } from './bundle/bundle.ts';
import { type NomadBackendOptions, nomadBackend } from './nomad-backend.ts';

/** Tasks of the `exec` driver: a chroot and control groups of their own, with what they need brought as artifacts. */
export function nomadExecBackend(o: NomadBackendOptions): Backend {
  return nomadBackend(
    {
      name: 'nomad-exec',
      driver: 'exec',
      bring: async (_, { cache }) => ({ bundleOf: (plans) => makeBundle({ plans, cache }), config: {} }),
    },
    o,
  );
}
