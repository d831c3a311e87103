import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tracingSetup } from '@slotbench/profiles';
import { profilesOf, SETUPS, tracingDesign } from '../../src/index.ts';

const asked = { name: 'tracing-quick', profile: 'quick', blocks: 5, setups: SETUPS as readonly string[] };

test('the sides of a study are set up as they are called and differ in nothing else', () => {
  const profiles = profilesOf(tracingDesign(asked));
  assert.deepEqual(
    Object.entries(profiles).map(([side, profile]) => [side, tracingSetup(profile)]),
    [
      ['base', 'off'],
      ['stdout', 'stdout'],
      ['forward', 'forward'],
      ['forward-far', 'forward'],
      ['legacy', 'legacy'],
      ['legacy-forward', 'legacyForward'],
    ],
  );
  const rest = Object.values(profiles).map(({ overlay: _o, node, ...others }) => {
    const { tracer: _t, tracing_backend: _b, verbatim, ...sameNode } = node;
    const { TurnOnLogging: _l, ...sameVerbatim } = verbatim;
    return { ...others, sameNode, sameVerbatim };
  });
  for (const other of rest) assert.deepEqual(other, rest[0]);
});

test('a profile that traces otherwise is overruled, and set-ups keep their order whatever is asked', () => {
  const design = tracingDesign({ ...asked, profile: 'quick-notracing', setups: ['stdout', 'off'] });
  assert.deepEqual(Object.values(profilesOf(design)).map(tracingSetup), ['off', 'stdout']);
  assert.equal(design.observe, true);
});

test('set-ups that make no study are refused with the fix', () => {
  const refused = (setups: readonly string[], message: RegExp) =>
    assert.throws(() => tracingDesign({ ...asked, setups }), { code: 'STUDY_INVALID', message });
  refused(['off', 'syslog'], /'syslog': is not known; expected some of off, stdout/);
  refused(['stdout', 'legacy'], /off is not among them/);
  refused(['off', 'off'], /off alone/);
  assert.throws(() => tracingDesign({ ...asked, name: 'a/b' }), { message: /--name/ });
});
