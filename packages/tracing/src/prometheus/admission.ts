import type { PrometheusLimits } from '../configuration/trace-config.ts';

/** Decides which connections a small server takes: so many at once, from one host, and in a second. */
export class Admission {
  readonly #limits: PrometheusLimits;
  readonly #open = new Map<string, number>();
  #total = 0;
  #tokens: number;
  #refilledAtMs: number;

  constructor(limits: PrometheusLimits, nowMs: number) {
    this.#limits = limits;
    this.#tokens = Math.ceil(limits.connectionsPerSecond);
    this.#refilledAtMs = nowMs;
  }

  /** True if the connection may stay; `leave` must follow then. */
  enter(host: string, nowMs: number): boolean {
    const { connections, connectionsPerHost, connectionsPerSecond } = this.#limits;
    const refill = (Math.max(0, nowMs - this.#refilledAtMs) / 1000) * connectionsPerSecond;
    this.#tokens = Math.min(Math.ceil(connectionsPerSecond), this.#tokens + refill);
    this.#refilledAtMs = nowMs;
    const ofHost = this.#open.get(host) ?? 0;
    if (this.#total >= connections || ofHost >= connectionsPerHost || this.#tokens < 1) return false;
    this.#tokens--;
    this.#total++;
    this.#open.set(host, ofHost + 1);
    return true;
  }

  leave(host: string): void {
    const ofHost = this.#open.get(host) ?? 0;
    if (ofHost <= 1) this.#open.delete(host);
    else this.#open.set(host, ofHost - 1);
    this.#total--;
  }
}
