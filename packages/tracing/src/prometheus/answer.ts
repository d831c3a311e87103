const PLAIN = 'text/plain;version=0.0.4;charset=utf-8';
const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0;charset=utf-8';

const reasons: Readonly<Record<number, string>> = {
  404: 'Not Found',
  405: '',
  415: 'Unsupported Media Type',
};

/**
 * Answers one request for `/metrics`, or for anything else. Path, method and accepted types are checked in this order.
 * Byte for byte what the reference answers, its three spellings of `Accept:` included.
 */
export function answer(request: string, page: () => string, date: Date): string {
  const lines = request.split(/\r?\n/);
  const [method, path] = lines[0]!.split(/\s+/).filter((word) => word !== '');
  if (method === undefined || path === undefined) return 'HTTP/1.1 400\r\nContent-Length: 0\r\n\r\n';
  if (path !== '/metrics') return refuse(404, method);
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, method);
  const accept = lines.find((line) => /^(Accept|accept|ACCEPT):/.test(line))?.slice('Accept:'.length);
  const type = accept?.includes('application/openmetrics-text') ? OPEN_METRICS : PLAIN;
  if (accept !== undefined && type === PLAIN && !/text\/|\*\/\*/.test(accept)) return refuse(415, method);
  const body = page();
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\nContent-Type: ${type}\r\nDate: ${date.toUTCString()}\r\n\r\n`;
  return method === 'HEAD' ? head : head + body;
}

function refuse(status: number, method: string): string {
  if (method !== 'GET') return `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;
  const body = `${status} ${reasons[status]}`;
  return `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\nContent-Type: text/plain;charset=utf-8\r\n\r\n${body}`;
}
