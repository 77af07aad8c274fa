/** What `/health/ready` answers, and whether it answers 200 (ready) or 503. */
export interface Readiness {
  readonly ready: boolean;
  readonly body: { status: 'ready' | 'not ready' | 'draining'; checks: Record<string, unknown> };
}

/** A dependency's probe: resolves with anything worth showing, rejects when the dependency does not answer. */
export type HealthCheck = () => Promise<unknown>;

const CHECK_TIMEOUT_MS = 2_000;

/** A process's health: alive while it answers at all, ready while every check passes and it is not draining. */
export class Health {
  #draining = false;
  readonly #checks = new Map<string, HealthCheck>();

  /** Adds a check that readiness depends on. */
  require(name: string, check: HealthCheck): void {
    this.#checks.set(name, check);
  }

  /** From now on the process is not ready: load balancers stop sending, requests in flight go on. */
  drain(): void {
    this.#draining = true;
  }

  /** Runs all checks side by side, each for at most 2 s. Faults are told by class, without addresses. */
  async readiness(): Promise<Readiness> {
    const entries = await Promise.all(
      [...this.#checks].map(async ([name, check]) => {
        try {
          return [name, (await withTimeout(check())) ?? 'ok', true] as const;
        } catch {
          return [name, 'does not answer', false] as const;
        }
      }),
    );
    const checks = Object.fromEntries(entries.map(([name, detail]) => [name, detail]));
    const healthy = entries.every(([, , ok]) => ok);
    const status = this.#draining ? 'draining' : healthy ? 'ready' : 'not ready';
    return { ready: status === 'ready', body: { status, checks } };
  }
}

async function withTimeout<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('health check timed out')), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
