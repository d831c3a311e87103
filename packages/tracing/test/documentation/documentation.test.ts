import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseTraceConfig } from '../../src/configuration/parse.ts';
import { renderMetricsHelp, renderNamespaces } from '../../src/documentation/lists.ts';
import { renderTraceDocumentation } from '../../src/documentation/markdown.ts';
import { golden, needsGolden } from '../golden.ts';
import { upstreamDataPoints, upstreamMessages } from './upstream.ts';

for (const name of ['mixed', 'default', 'human']) {
  test(`documentation: the page of configuration '${name}' is upstream's to the byte`, needsGolden, () => {
    const page = goldenText(`docs-${name}.md`);
    const configuration = parseTraceConfig(golden<unknown>(`docs-${name}.config.json`));
    const rendered = renderTraceDocumentation({
      title: 'Cardano Trace Documentation',
      messages: upstreamMessages(),
      dataPoints: upstreamDataPoints,
      configuration,
      compat: 'trace-dispatcher',
    });
    assert.equal(rendered, page);
  });

  test(`documentation: metrics help and namespaces of '${name}' are upstream's`, needsGolden, () => {
    const help = renderMetricsHelp(upstreamMessages(), { compat: 'trace-dispatcher' });
    assert.equal(help, goldenText(`docs-${name}.metrics-help.json`));
    assert.equal(
      renderNamespaces(upstreamMessages(), upstreamDataPoints),
      goldenText(`docs-${name}.namespaces.txt`),
    );
  });
}

test('documentation: the lines of a help text are words apart', needsGolden, () => {
  assert.match(renderMetricsHelp(upstreamMessages()), /"A ratio with a second line"/);
});

function goldenText(name: string): string {
  const url = new URL(`../../../../../shared/data/tracing/golden/${name}`, import.meta.url);
  assert.ok(existsSync(url), `${name} is missing`);
  return readFileSync(url, 'utf8');
}
