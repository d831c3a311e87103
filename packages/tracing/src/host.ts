import { hostname } from 'node:os';

/** The host name in the lines: `TRACE_DISPATCHER_LOGGING_HOSTNAME` as it is, else the system's up to the first dot. */
export function hostName(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment.TRACE_DISPATCHER_LOGGING_HOSTNAME;
  return given === undefined || given === '' ? hostname().split('.')[0]! : given;
}
