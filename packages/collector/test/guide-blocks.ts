import { readFileSync } from 'node:fs';

/** The text of a page of `docs/guide`. */
export function guide(name: string): string {
  return readFileSync(new URL(`../../../docs/guide/${name}`, import.meta.url), 'utf8');
}

/** Its fenced blocks of one language, in their order. */
export function guideBlocks(name: string, language: string): string[] {
  const fenced = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g');
  return [...guide(name).matchAll(fenced)].map(([, block]) => block!);
}
