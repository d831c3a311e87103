/**
 * The variables of a systemd environment file as `slotbench deploy render` writes it: NAME=VALUE lines, `#` and `;` begin
 * comments, quotes around a whole value are taken off.
 */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const variables: Record<string, string> = Object.create(null);
  for (const line of text.split('\n')) {
    const found = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*?)\s*$/.exec(line);
    if (found !== null) variables[found[1]!] = found[2]!.replace(/^(["'])(.*)\1$/, '$2');
  }
  return variables;
}
