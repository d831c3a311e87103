/** Names come from logs: nothing in them may steer the terminal. */
export function visible(line: string): string {
  return line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?').trimEnd();
}

/** Lines of at most `width` columns; an item that begins with `!`, `-` or two spaces continues under its text. */
export function wrap(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const indent = /^(?: {2}|[!✔✗?-] )/.test(line) ? '  ' : '';
  const lines: string[] = [];
  let current = line.startsWith('  ') ? '  ' : '';
  for (const word of line.trimStart().split(' ')) {
    let rest = word;
    if (current.trim() !== '' && current.length + 1 + rest.length > width) {
      lines.push(current);
      current = indent;
    }
    while (rest.length > width - indent.length) {
      lines.push(`${current}${rest.slice(0, width - current.length)}`);
      rest = rest.slice(width - current.length);
      current = indent;
    }
    current = current.trim() === '' ? `${current}${rest}` : `${current} ${rest}`;
  }
  return [...lines, current];
}

/** A text for a terminal of `width` columns: long lines wrapped, nothing that steers it, one line feed at the end. */
export function terminalText(lines: readonly string[], width: number): string {
  return `${lines
    .flatMap((line) => wrap(line, width))
    .map(visible)
    .join('\n')
    .trimEnd()}\n`;
}

const LABEL = 10;

/** Body lines beside a label; long ones continue under themselves. */
export function labelled(label: string, body: readonly string[], width: number): string[] {
  return body.flatMap((line, i) =>
    wrap(line, width - LABEL).map((part, j) => `${(i === 0 && j === 0 ? label : '').padEnd(LABEL)}${part}`),
  );
}

/** A cell of so many columns: a name is cut to them, a figure stands at their right and pushes the rest if it is too long. */
export function nameCell(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
