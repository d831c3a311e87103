import { places } from './places.ts';

type TunnelConfig = Readonly<Record<string, string>>;

interface SshFailure {
  readonly what: string;
  readonly fix: string;
}

/** What OpenSSH (8.9 to 9.9) says before it ends, and what it takes to go on. The first that is found counts. */
const failures: readonly (readonly [RegExp, (config: TunnelConfig, said: string) => SshFailure])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/,
    (config) => ({
      what: `the host key of ${host(config)} is another one than before`,
      fix: `only if that host was set up anew: ssh-keygen -f ${places.knownHosts} -R ${knownName(config)}, then ssh-keyscan -t ed25519 -p ${config.PORT ?? 22} ${host(config)} >> ${places.knownHosts}, then compare the fingerprint with the host's own`,
    }),
  ],
  [
    /No \S+ host key is known for|Host key verification failed/,
    (config) => ({
      what: `the host key of ${host(config)} is not known`,
      fix: `ssh-keyscan -t ed25519 -p ${config.PORT ?? 22} ${host(config)} >> ${places.knownHosts}, then compare the fingerprint with the host's own`,
    }),
  ],
  [
    /Load key .*: |UNPROTECTED PRIVATE KEY|Identity file .* not accessible/,
    (config) => ({
      what: `the key ${config.KEY} cannot be read`,
      fix: 'slotbench deploy key   makes it, or sets its owner and mode',
    }),
  ],
  [
    /Permission denied \(/,
    (config) => ({
      what: `${host(config)} does not take the key of this tunnel`,
      fix: 'slotbench deploy key   shows the public key and the command that lets it in there',
    }),
  ],
  [
    /too long for Unix domain socket/,
    (config) => ({
      what: `the path ${config.LOCAL_SOCKET} is too long for a unix socket`,
      fix: `a shorter tunnel.socket in ${places.config}, then slotbench deploy render --out /`,
    }),
  ],
  [
    /cannot bind to path|Could not request local forwarding/,
    (config) => ({
      what: `the socket ${config.LOCAL_SOCKET} cannot be made`,
      fix: 'its folder has to be there and be the tunnel’s own; systemd makes /run/slotbench-tunnel-NAME',
    }),
  ],
  [
    /Could not resolve hostname/,
    (config) => ({
      what: `${host(config)} is not known to the resolver`,
      fix: `getent hosts ${host(config)}; is collector.address in ${places.config} right?`,
    }),
  ],
  [
    /Connection refused/,
    (config) => ({
      what: `nobody listens at ${host(config)} port ${config.PORT ?? 22}`,
      fix: 'on the collector’s host: systemctl status ssh; is collector.sshPort right?',
    }),
  ],
  [
    /timed out|No route to host|Network is unreachable|not responding/,
    (config) => ({
      what: `${host(config)} does not answer`,
      fix: `nothing to do if the network is away: it is tried every 15 s; otherwise ping ${host(config)}, and is a firewall in between?`,
    }),
  ],
  [
    /Connection (?:closed|reset) by/,
    (config) => ({
      what: `${host(config)} ended the connection at once`,
      fix: 'on the collector’s host: journalctl -u ssh -n 20 (a root of the tunnel that is not root’s, too many connections)',
    }),
  ],
];

/** Why a tunnel's ssh ended, from the last lines of its journal (oldest first); undefined: they do not say. */
export function describeSshFailure(journal: readonly string[], config: TunnelConfig): SshFailure | undefined {
  const text = journal.slice(-20).join('\n');
  for (const [pattern, describe] of failures) {
    const said = pattern.exec(text);
    if (said !== null) return describe(config, said[0]);
  }
  return undefined;
}

const host = ({ DESTINATION = '' }: TunnelConfig): string => DESTINATION.replace(/^.*@/, '');
const knownName = (config: TunnelConfig): string =>
  (config.PORT ?? '22') === '22' ? host(config) : `'[${host(config)}]:${config.PORT}'`;
