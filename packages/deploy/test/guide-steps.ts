import { readFileSync } from 'node:fs';

/** A block of the guide that its reader types. */
export interface Commands {
  readonly kind: 'commands';
  readonly where: string;
  readonly line: number;
  readonly script: string;
  readonly exit: number;
}

/** A block of the guide, or what its reader then sees. */
export type GuideStep = Commands | { readonly kind: 'seen'; readonly line: number; readonly pattern: RegExp };

export const guidePath = new URL('../../../docs/guide-collector.md', import.meta.url);

/** The guide's `sh WHERE` blocks and the `text` blocks after them, in their order. `# ends with N` in a block is its exit code. */
export function guideSteps(): GuideStep[] {
  const steps: GuideStep[] = [];
  const lines = readFileSync(guidePath, 'utf8').split('\n');
  for (let n = 0; n < lines.length; n++) {
    const fence = /^```(sh|text)(?: ([\w-]+))?$/.exec(lines[n]!);
    if (fence === null) continue;
    const line = n + 1;
    const block: string[] = [];
    while (lines[++n] !== '```') block.push(lines[n]!);
    const script = block.join('\n');
    if (fence[1] === 'text') steps.push({ kind: 'seen', line, pattern: patternOf(script) });
    else if (fence[2] !== undefined)
      steps.push({
        kind: 'commands',
        where: fence[2],
        line,
        script,
        exit: Number(/# ends with (\d+)/.exec(script)?.[1] ?? 0),
      });
  }
  return steps;
}

/** Numbers, times and widths may differ; `…` stands for anything. */
function patternOf(text: string): RegExp {
  const escaped = text
    .trim()
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('…', '[^]*?')
    .replaceAll(/\d+/g, '\\d+')
    .replaceAll(/\s+/g, '\\s+');
  return new RegExp(escaped);
}
