/**
 * The rival: copies what each connection to the unix socket PATH brings into a file of its own, FOLDER/0, FOLDER/1 ...
 * Plain JavaScript, so that no type stripping counts; synchronous writes, the cheapest way that Node has.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const [path, folder] = process.argv.slice(2);
let accepted = 0;
createServer((socket) => {
  const fd = openSync(join(folder, String(accepted++)), 'a');
  socket.on('data', (chunk) => {
    for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at);
  });
  socket.on('close', () => closeSync(fd));
  socket.on('error', () => {});
}).listen(path, () => process.send('listening'));
