import type { FlameFrame } from '@slotbench/report';

/** As V8 writes it; lines from zero. */
export interface V8CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** Where a call belongs: package and place in it, without the folder of this machine. */
export function frameOf({
  functionName,
  url,
  lineNumber,
}: V8CallFrame): Omit<FlameFrame, 'value' | 'children'> {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return { name, package: 'V8', place: '' };
  if (url.startsWith('node:')) return { name, package: 'node', place: url.slice(5) };
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(url);
  const own = /.*\/packages\/([^/]+)\/(.*)$/.exec(url);
  const [packageName, path] =
    installed !== null
      ? [installed[1]!, installed[2]!]
      : own !== null
        ? [`@slotbench/${own[1]}`, own[2]!]
        : ['(other)', url.split('/').at(-1)!];
  return { name, package: packageName, place: `${path}:${lineNumber + 1}` };
}

/** In that package, but not tracing: how programs begin and end, with all that they do as its callee. */
const PROGRAM = /^(?:launch\.js|(?:src|dist)\/(?:program|program-host|exit)\.[jt]s):/;

/** The tracing library, and the protocol over which it forwards. */
export function isOfLibrary({ package: name, place }: Pick<FlameFrame, 'package' | 'place'>): boolean {
  return (
    (name === '@slotbench/tracing' && !PROGRAM.test(place)) ||
    (name === '@slotbench/wire' && /^(?:src|dist)\/forwarding\//.test(place))
  );
}

/** What profiling itself does when the process ends. */
export function isOfProfiler({ place }: Pick<FlameFrame, 'place'>): boolean {
  return /study\/profiling\/profile-process\.[jt]s:/.test(place);
}
