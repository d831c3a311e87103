import { once } from 'node:events';
import { createTracing, parseTraceConfig } from '@slotbench/tracing';
import type { RunRequest } from './configuration/arguments.ts';
import { loadConfig } from './configuration/load-config.ts';
import { shownConfig } from './configuration/reload.ts';
import { CollectorError } from './errors.ts';
import { disk } from './logs/disk.ts';
import { createOwnSampling } from './own-resources.ts';
import { createSelfTraces, type Verbosity } from './self-traces.ts';
import { type Service, startService } from './service.ts';

/** The life of the program: from its command line to the signal that ends it. Throws a CollectorError. */
export async function run(
  request: RunRequest,
  o: {
    version: string;
    whenTaken: 'reject' | 'retry';
    signal: AbortSignal;
    /** One line for the operator. */
    say(line: string): void;
    /** Calls back at every SIGHUP. */
    onHangUp(handler: () => void): void;
    onStopping(): void;
  },
): Promise<void> {
  let verbosity: Verbosity = 'ErrorsOnly';
  const tracing = createTracing(parseTraceConfig(selfTracing(request.minSeverity ?? 'Info')), {});
  const traces = createSelfTraces(tracing, () => verbosity);
  const started = Promise.withResolvers<Service>();
  const sampling = createOwnSampling(tracing);
  let reloading: Promise<void> = Promise.resolve();
  o.onHangUp(() => {
    reloading = reloading.then(async () => reload(await started.promise));
  });

  async function reload(service: Service): Promise<void> {
    try {
      const next = await loadConfig(request.config, o.say);
      const { config, changed, restart } = await service.reload(next.config, next.help);
      verbosity = config.verbosity;
      if (changed.includes('resourceFreq')) sampling.every(config.resourceFreq);
      traces.reloaded({ changed, restart });
      traces.configIs({ config: shownConfig(config) });
      if (restart.length > 0) o.say(`${request.config}: counts after a restart: ${restart.join(', ')}`);
    } catch (error) {
      if (!(error instanceof CollectorError)) throw error;
      traces.notReloaded({ error: error.message });
      o.say(`${error.message}\n  the old configuration goes on`);
    }
  }

  try {
    traces.buildInfo({ version: o.version });
    traces.paramsAre({
      configPath: request.config,
      stateDir: request.stateDir ?? null,
      minLogSeverity: request.minSeverity ?? null,
    });
    const { config, help } = await loadConfig(request.config, o.say);
    verbosity = config.verbosity;
    traces.configIs({ config: shownConfig(config) });
    sampling.every(config.resourceFreq);
    const { say, whenTaken } = o;
    const service = await startService(config, { disk, traces, help, nowMs: Date.now, say, whenTaken });
    started.resolve(service);
    if (!o.signal.aborted) await once(o.signal, 'abort');
    o.onStopping();
    traces.stopping({});
    await reloading;
    await service.stop();
    traces.stopped({});
  } finally {
    sampling.stop();
    await tracing.close();
  }
}

function selfTracing(severity: string): object {
  return { TraceOptions: { '': { severity, detail: 'DNormal', backends: ['Stdout MachineFormat'] } } };
}
