/**
 * The rival: copies what each connection to the unix socket PATH brings into a file of its own, FOLDER/0, FOLDER/1 ...
 * `plain` is the way that one would write it; `synchronous` is the cheapest that Node has, and blocks on a slow disk.
 * Plain JavaScript, so that no type stripping counts.
 */
import { closeSync, createWriteStream, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';

const [mode, path, folder] = process.argv.slice(2);
const copy = { plain, synchronous }[mode];
let accepted = 0;
createServer((socket) => copy(socket, join(folder, String(accepted++)))).listen(path, () =>
  process.send('listening'),
);

function plain(socket, file) {
  pipeline(socket, createWriteStream(file, { flags: 'a' }), () => {});
}

function synchronous(socket, file) {
  const fd = openSync(file, 'a');
  socket.on('data', (chunk) => {
    for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
  });
  socket.on('close', () => closeSync(fd));
  socket.on('error', () => {});
}
