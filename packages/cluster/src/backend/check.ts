import { ClusterError } from '../errors.ts';
import type { Backend } from './backend.ts';

/** Throws `BACKEND_UNUSABLE` with everything that the backend lacks, each with its fix. */
export async function checkBackend(backend: Backend): Promise<void> {
  const [first, ...more] = await backend.check();
  if (first === undefined) return;
  throw new ClusterError('BACKEND_UNUSABLE', {
    ...first,
    fix: [first.fix, ...more.map(({ place, problem, fix }) => `${place}: ${problem}; ${fix}`)].join('\n'),
  });
}
