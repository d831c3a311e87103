import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { locateReal } from '../../../../scripts/real/locate.ts';
import { readAgents, writeAgents } from '../../src/nomad/agents/state.ts';
import { identifyProcess, isAlive } from '../../src/process-identity.ts';

/** Kills a local agent with SIGKILL; its tasks go on. */
export async function killAgent(folder: string, name: string): Promise<void> {
  const agent = (await readAgents(folder))!.agents.find((each) => each.name === name)!;
  process.kill(agent.process.pid, 'SIGKILL');
  while (isAlive(agent.process)) await sleep(20);
}

/** Starts it again as it was, as an init system would. */
export async function restartAgent(folder: string, name: string): Promise<void> {
  const located = locateReal('nomad');
  if (located.kind === 'missing') throw new Error(located.reason);
  const log = openSync(join(folder, name, 'log'), 'a');
  const child = spawn(located.program, ['agent', `-config=${join(folder, name, 'agent.json')}`], {
    cwd: join(folder, name),
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  const state = (await readAgents(folder))!;
  const agents = state.agents.map((each) =>
    each.name === name ? { ...each, process: identifyProcess(child.pid!) } : each,
  );
  await writeAgents(folder, { ...state, agents }, {});
}
