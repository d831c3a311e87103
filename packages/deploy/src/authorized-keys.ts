import { NAME } from './config.ts';
import { DeployError } from './errors.ts';
import { places } from './places.ts';
import { type PublicKey, parsePublicKey } from './public-key.ts';

/**
 * What a key of a tunnel may: nothing (`restrict`) but forwarding, and of that only to the collector's socket: sshd matches
 * `permitopen` with the path of a unix socket too, which has to stand in brackets. Listening is left to port 9 of nobody.
 */
const RESTRICTIONS = `restrict,port-forwarding,permitopen="[${places.nodesSocketInTunnel}]:*",permitlisten="127.0.0.1:9",command="/bin/false"`;

/** A key and the nodes whose traces come by it. */
export interface AuthorizedNode {
  readonly nodes: readonly string[];
  readonly key: PublicKey;
  /** The line has our restrictions. */
  readonly restricted: boolean;
}

/** The lines that hold keys; comments, blank lines and what is no key are left alone. */
export function authorizedNodes(text: string): AuthorizedNode[] {
  return text.split('\n').flatMap((line) => {
    const found = /(?:^|\s)((?:ssh|ecdsa|sk)-\S+ \S+)(?: (.*))?$/.exec(line);
    if (found === null || line.trimStart().startsWith('#')) return [];
    try {
      const key = parsePublicKey(found[1]!);
      const nodes = (found[2] ?? '').split(',').filter((name) => NAME.test(name));
      return [{ nodes, key, restricted: line.startsWith(`${RESTRICTIONS} `) }];
    } catch {
      return [];
    }
  });
}

export interface Change {
  readonly text: string;
  /** For the operator: lines with `+` or `-`. Empty: nothing changes. */
  readonly changes: readonly string[];
}

/** Lets the nodes in by `key`; a key that is there gets the nodes too, and a former key of theirs loses them. */
export function addNodes(text: string, nodes: readonly string[], key: PublicKey): Change {
  for (const node of nodes)
    if (!NAME.test(node))
      throw new DeployError({
        code: 'DEPLOY_ARGUMENT',
        message: `'${node}' cannot be the name of a node: letters, digits, _ . - and at most 64 of them`,
      });
  const before = authorizedNodes(text).find((one) => one.key.base64 === key.base64);
  const names = [...new Set([...(before?.nodes ?? []), ...nodes])];
  const line = `${RESTRICTIONS} ${key.type} ${key.base64} ${names.join(',')}`;
  const moved = takeOut(text, nodes, (one) => one.key.base64 !== key.base64);
  const added = replaceLines(moved.text, (old) => (old.includes(key.base64) ? [line] : undefined), [line]);
  return { text: added.text, changes: [...moved.changes, ...added.changes] };
}

/** Takes the nodes out; a key without nodes goes too. */
export function removeNodes(text: string, nodes: readonly string[]): Change {
  const known = authorizedNodes(text).flatMap((one) => one.nodes);
  const unknown = nodes.filter((node) => !known.includes(node));
  if (unknown.length > 0)
    throw new DeployError({
      code: 'DEPLOY_ARGUMENT',
      message: `no key is that of ${unknown.join(', ')}; there are ${known.join(', ') || 'none'}`,
    });
  return takeOut(text, nodes, () => true);
}

/** Takes the nodes from the keys that `from` chooses. */
function takeOut(text: string, nodes: readonly string[], from: (one: AuthorizedNode) => boolean): Change {
  return replaceLines(text, (line) => {
    const [one] = authorizedNodes(line);
    if (one === undefined || !from(one) || !one.nodes.some((node) => nodes.includes(node))) return undefined;
    const rest = one.nodes.filter((node) => !nodes.includes(node));
    return rest.length === 0 ? [] : [line.slice(0, line.lastIndexOf(' ') + 1) + rest.join(',')];
  });
}

/** `replace` gives what comes for a line, or undefined; `added` comes at the end if it never did. */
function replaceLines(
  text: string,
  replace: (line: string) => readonly string[] | undefined,
  added: readonly string[] = [],
): Change {
  const changes: string[] = [];
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  let done = false;
  const next = lines.flatMap((line) => {
    const replaced = replace(line);
    if (replaced === undefined) return [line];
    const fresh = done ? [] : replaced;
    done ||= added.length > 0;
    if (fresh.length !== 1 || fresh[0] !== line) changes.push(`- ${line}`, ...fresh.map((one) => `+ ${one}`));
    return fresh;
  });
  if (!done && added.length > 0) {
    next.push(...added);
    changes.push(...added.map((line) => `+ ${line}`));
  }
  return { text: next.length === 0 ? '' : `${next.join('\n')}\n`, changes };
}
