import { byCodePoint } from '../format/key-order.ts';

/** Dotted names by their segments; children in code-point order. */
export interface NameTree {
  readonly children: Map<string, NameTree>;
  /** The first full name at or below this node. */
  readonly first: string;
}

/** The tree of `names`, each of which may point to another name that stands for it (`first`). */
export function nameTree(names: readonly { path: readonly string[]; target: string }[]): NameTree {
  const root = { children: new Map<string, NameTree>(), first: '' };
  const sorted = [...names].sort((a, b) => byCodePoint(a.target, b.target));
  for (const { path, target } of sorted) {
    let node: NameTree = root;
    for (const segment of path) {
      let child = node.children.get(segment);
      if (child === undefined) {
        child = { children: new Map(), first: target };
        node.children.set(segment, child);
      }
      node = child;
    }
  }
  return root;
}

/** A numbered Markdown list, one tab deeper a level; `mark` follows the segment of the node at `path`. */
export function renderTree(tree: NameTree, mark: (path: string) => string): string {
  const lines: string[] = [];
  const visit = (node: NameTree, path: readonly string[]): void => {
    const children = [...node.children].sort(([a], [b]) => byCodePoint(a, b));
    for (const [segment, child] of children) {
      const childPath = [...path, segment];
      const text = `${segment}${mark(childPath.join('.'))}`;
      lines.push(`${'\t'.repeat(path.length)}1. [${text}](#${anchor(child.first)})\n`);
      visit(child, childPath);
    }
  };
  visit(tree, []);
  return lines.join('');
}

/** Lower case without dots, as upstream; what Markdown makes of a heading. */
function anchor(name: string): string {
  return name.toLowerCase().replaceAll('.', '');
}
