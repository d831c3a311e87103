import { type Html, html } from '../html/html.ts';
import type { FlameFrame } from './study.ts';

/** Pixels; the page is 1180 wide. */
const WIDTH = 1120;
const ROW = 17;
/** Of the font in the graph, on average. */
const CHARACTER = 6.3;

/**
 * Calls as a picture, callers above what they call, as wide as what they had. `isMarked` are the ones that are looked for; what they call
 * has a weaker shade.
 */
export function flameGraph(o: {
  readonly title: string;
  readonly root: FlameFrame;
  readonly isMarked: (frame: FlameFrame) => boolean;
  readonly words: (value: number) => string;
}): Html {
  const { root } = o;
  const boxes: Html[] = [];
  let rows = 0;
  const draw = (frame: FlameFrame, x: number, row: number, beneath: boolean): void => {
    const width = (frame.value / root.value) * WIDTH;
    const marked = o.isMarked(frame);
    rows = Math.max(rows, row + 1);
    boxes.push(box({ frame, x, row, width, shade: marked ? 'marked' : beneath ? 'beneath' : null, ...o }));
    let at = x;
    for (const child of frame.children) {
      draw(child, at, row + 1, beneath || marked);
      at += (child.value / root.value) * WIDTH;
    }
  };
  if (root.value > 0) draw(root, 0, 0, false);
  return html`<div class="scroll"><svg class="flame" role="img" aria-label="${o.title}" width="${WIDTH}" height="${rows * ROW}" viewBox="0 0 ${WIDTH} ${rows * ROW}">${boxes}</svg></div>`;
}

function box(o: {
  frame: FlameFrame;
  x: number;
  row: number;
  width: number;
  shade: string | null;
  root: FlameFrame;
  words: (value: number) => string;
}): Html {
  const { frame, x, row, width } = o;
  const characters = Math.floor((width - 4) / CHARACTER);
  const label = characters < 3 ? null : frame.name.slice(0, characters);
  const place = [frame.package, frame.place].filter((part) => part !== '').join(' ');
  const share = `${((frame.value / o.root.value) * 100).toFixed(1)} %`;
  return html`<g${o.shade === null ? null : html` class="${o.shade}"`}><title>${frame.name}${place === '' ? '' : ` (${place})`}: ${o.words(frame.value)}, ${share}</title><rect x="${x.toFixed(1)}" y="${row * ROW}" width="${width.toFixed(1)}" height="${ROW - 1}"/>${label === null ? null : html`<text x="${(x + 3).toFixed(1)}" y="${row * ROW + 12}">${label}</text>`}</g>`;
}
