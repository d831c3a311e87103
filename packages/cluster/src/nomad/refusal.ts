import { ClusterError } from '../errors.ts';
import type { NomadAccess } from './access.ts';

/** Pure: an answer of Nomad that is no success, as an error that says what to do. */
export function answerError(
  access: NomadAccess,
  o: { method: string; path: string; status: number; text: string },
): ClusterError {
  const said = o.text.trim().replaceAll(/\s+/g, ' ').slice(0, 500);
  const place = `${access.address}${o.path}`;
  if (o.status === 401 || o.status === 403 || /permission denied|ACL token not found/i.test(said))
    return new ClusterError('NOMAD_DENIED', {
      place,
      problem:
        access.token === undefined ? `needs a token (${said})` : `does not take this token for it (${said})`,
      fix: 'set NOMAD_TOKEN to a token whose policy allows submit-job, read-fs, alloc-exec and node read',
    });
  if (/namespace.*(?:does ?n[o']t exist|not found)|nonexistent namespace/i.test(said))
    return new ClusterError('NOMAD_REFUSED', {
      place,
      problem: `has no namespace ${access.namespace}`,
      fix: 'set NOMAD_NAMESPACE to one that exists, or let it be made: nomad namespace apply NAME',
    });
  if (/no path to region/i.test(said))
    return new ClusterError('NOMAD_REFUSED', {
      place,
      problem: `knows no region ${access.region ?? ''}`,
      fix: 'set NOMAD_REGION to a region of this server, or unset it',
    });
  if (isAway(said))
    return new ClusterError('NOMAD_UNREACHABLE', {
      place,
      problem: `cannot be asked: its client is away (${said})`,
      fix: 'see that the Nomad client runs and reaches its servers',
    });
  if (isWorthAnotherTry(o.status, said))
    return new ClusterError('NOMAD_UNREACHABLE', {
      place,
      problem: `is busy or has no leader (${o.status} ${said})`,
      fix: 'wait until the servers have a leader, then run the command again',
    });
  return new ClusterError('NOMAD_REFUSED', {
    place,
    problem: `refused ${o.method} (${o.status} ${said})`,
    fix: 'change what the message names',
  });
}

/** Whether the same request may be answered better a moment later. */
export function isWorthAnotherTry(status: number, text: string): boolean {
  if (status === 429 || (status > 500 && status < 600) || isAway(text)) return true;
  // Nomad says 500 to much that will never work; these pass.
  return (
    status === 500 &&
    /no cluster leader|not ready to serve|connection (?:refused|reset)|timeout|EOF|rpc error: (?:failed|lead)/i.test(
      text,
    )
  );
}

/** Said with 404 while a client has no connection to the servers: it may be starting again. */
function isAway(text: string): boolean {
  return /No path to node/i.test(text);
}

/** No answer at all: the reason stands in the cause of what `fetch` throws. */
export function unreachable(access: NomadAccess, error: Error): ClusterError {
  const cause = error.cause as (Error & { code?: string }) | undefined;
  const why =
    error.name === 'TimeoutError' ? 'no answer in time' : (cause?.code ?? cause?.message ?? error.message);
  const isTls = /CERT|SELF_SIGNED|TLS|SSL|ERR_TLS|UNABLE_TO/.test(why);
  // Of a certificate that the server misses, TLS 1.3 tells only by closing after the handshake.
  if (
    /UND_ERR_SOCKET|ECONNRESET/.test(why) &&
    access.address.startsWith('https:') &&
    access.tls?.cert === undefined
  )
    return new ClusterError('NOMAD_UNREACHABLE', {
      place: access.address,
      problem: `the server ended the encrypted connection (${why})`,
      fix: 'it may ask who calls: set NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY to a certificate that it knows',
      cause: error,
    });
  return new ClusterError('NOMAD_UNREACHABLE', {
    place: access.address,
    problem: isTls ? `no trusted connection (${why})` : `no Nomad answers (${why})`,
    fix: isTls
      ? 'set NOMAD_CACERT to the authority of the server, and NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY if it asks for them'
      : 'set NOMAD_ADDR to a Nomad that runs, or start one here: `sudo slotbench nomad agents start`',
    cause: error,
  });
}
