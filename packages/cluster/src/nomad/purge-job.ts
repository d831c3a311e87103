import type { NomadClient } from './client/client.ts';

/** Seconds until the tasks of a purged job have ended. */
const END_SECONDS = 45;

/** Ends a job and waits until its tasks have ended and their clients have removed what they left. */
export async function purgeJob(client: NomadClient, job: string): Promise<void> {
  const signal = AbortSignal.timeout(END_SECONDS * 1000);
  try {
    await client.jobs.purge(job, signal);
    let index: number | undefined;
    for (;;) {
      const { value, index: next } = await client.jobs.allocations(job, {
        ...(index === undefined ? {} : { index }),
        signal,
      });
      if (value.every(({ ClientStatus }) => !['pending', 'running'].includes(ClientStatus))) {
        // A client keeps ended allocations for a while; one that does not answer is not asked to remove them.
        const here = value.filter(({ ClientStatus }) => !['lost', 'unknown'].includes(ClientStatus));
        await Promise.all(
          here.map(({ ID }) => client.allocations.collectGarbage(ID, signal).catch(() => undefined)),
        );
        return;
      }
      index = next;
    }
  } catch (error) {
    throw new Error(
      `job ${job} may still be on Nomad (${(error as Error).message}); the next run there ends it, or: nomad job stop -purge ${job}`,
    );
  }
}
