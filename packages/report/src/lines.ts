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
