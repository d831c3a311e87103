import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addNodes, authorizedNodes, DeployError, parsePublicKey, removeNodes } from '../src/index.ts';

/** A key of ssh-keygen whose secret half is nowhere. */
const key = (last: string) =>
  parsePublicKey(
    `ssh-ed25519 ${Buffer.concat([Buffer.from('0000000b7373682d6564323535313900000020', 'hex'), Buffer.alloc(32, last)]).toString('base64')} me@host`,
  );

test('a key is let in with every restriction, gets further nodes, loses them, and goes with the last', () => {
  const first = addNodes('# mine\n', ['relay-1'], key('a'));
  assert.match(
    first.text,
    /^# mine\nrestrict,port-forwarding,permitopen="\[\/nodes\/nodes\.socket\]:\*",permitlisten="[^"]*",command="\/bin\/false" ssh-ed25519 \S+ relay-1\n$/,
  );
  assert.deepEqual(
    first.changes.map((line) => line[0]),
    ['+'],
  );
  const second = addNodes(first.text, ['relay-2'], key('a'));
  assert.match(second.text, / relay-1,relay-2\n$/);
  assert.deepEqual(
    second.changes.map((line) => line[0]),
    ['-', '+'],
  );
  assert.deepEqual(addNodes(second.text, ['relay-1'], key('a')).changes, []);
  const both = addNodes(second.text, ['relay-3'], key('b')).text;
  assert.deepEqual(
    authorizedNodes(both).map(({ nodes, restricted }) => [nodes.join(), restricted]),
    [
      ['relay-1,relay-2', true],
      ['relay-3', true],
    ],
  );
  const fewer = removeNodes(both, ['relay-1', 'relay-3']);
  assert.equal(fewer.text, second.text.replace('relay-1,', ''));
  assert.equal(removeNodes(fewer.text, ['relay-2']).text, '# mine\n');
});

test('a node that gets another key loses the former one', () => {
  const before = addNodes('', ['relay-1', 'relay-2'], key('a')).text;
  const { text, changes } = addNodes(before, ['relay-1'], key('b'));
  assert.deepEqual(
    authorizedNodes(text).map(({ nodes }) => nodes.join()),
    ['relay-2', 'relay-1'],
  );
  assert.deepEqual(
    changes.map((line) => line[0]),
    ['-', '+', '+'],
  );
});

test('a line with other options is seen as not restricted, and written anew', () => {
  const plain = `${key('a').type} ${key('a').base64} relay-1\n`;
  assert.equal(authorizedNodes(plain)[0]!.restricted, false);
  assert.equal(authorizedNodes(addNodes(plain, ['relay-1'], key('a')).text)[0]!.restricted, true);
});

const refused: readonly (readonly [string, string, RegExp])[] = [
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END', /private key/],
  ['two lines', `ssh-ed25519 AAAA\nssh-ed25519 AAAA`, /one line, got 2/],
  ['nothing', '', /one line, got 0/],
  ['options before it', 'command="rm" ssh-ed25519 AAAA', /type of key/],
  ['a cut key', `ssh-ed25519 ${key('a').base64.slice(0, 20)}=`, /cut or changed/],
  ['the blob of another type', `ssh-rsa ${key('a').base64}`, /cut or changed/],
  ['too much', `ssh-ed25519 ${'A'.repeat(9000)}`, /more than 8192/],
];
for (const [what, text, message] of refused)
  test(`refused as a public key, and not shown: ${what}`, () => {
    assert.throws(
      () => parsePublicKey(text),
      (error: unknown) => {
        assert.ok(error instanceof DeployError);
        assert.match(error.message, message);
        assert.ok(!error.message.includes('c2VjcmV0') && !error.message.includes('"rm"'), error.message);
        return true;
      },
    );
  });

for (const name of ['', 'a b', 'a,b', 'a\nb', '../x', '-x', 'a"', 'x'.repeat(65)])
  test(`refused as the name of a node: ${JSON.stringify(name)}`, () => {
    assert.throws(() => addNodes('', [name], key('a')), /cannot be the name of a node/);
  });

test('a node that nobody added cannot be removed', () => {
  assert.throws(
    () => removeNodes(addNodes('', ['relay-1'], key('a')).text, ['relay-9']),
    /no key is that of relay-9; there are relay-1/,
  );
});
