const names =
  'NUL SOH STX ETX EOT ENQ ACK a b t n v f r SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  );

/** A list of texts as Haskell's `show` prints it: a message of upstream's carries one inside a string. */
export function showTexts(texts: readonly string[]): string {
  return `[${texts.map(showText).join(',')}]`;
}

/** `\&` keeps apart what would read as one escape: a number and a digit after it, `\SO` and `H`. */
function showText(text: string): string {
  let shown = '';
  let before = '';
  for (const c of text) {
    const form = escapeOf(c);
    if (/\d$/.test(before) && /^\d/.test(form)) shown += '\\&';
    else if (before === '\\SO' && form.startsWith('H')) shown += '\\&';
    shown += form;
    before = form.startsWith('\\') ? form : '';
  }
  return `"${shown}"`;
}

function escapeOf(c: string): string {
  const code = c.codePointAt(0)!;
  if (c === '"' || c === '\\') return `\\${c}`;
  if (code < 32) return `\\${names[code]}`;
  return code < 127 ? c : code === 127 ? '\\DEL' : `\\${code}`;
}
