/** The waits before a crashed server is restarted, in milliseconds; the last one repeats. */
const waits = [500, 2_000, 5_000, 15_000, 30_000, 60_000];

/** How long a server must have run, in milliseconds, for its next crash to be the first of a row. */
const longLife = 120_000;

/** Counts crashes in a row. */
export class Backoff {
  private deaths = 0;

  /** Records a crash after that many milliseconds. first says that it is the first of a row: only that one is shown. */
  died(lifetime: number): { readonly wait: number; readonly first: boolean } {
    if (lifetime >= longLife) {
      this.deaths = 0;
    }
    const wait = waits[Math.min(this.deaths, waits.length - 1)] ?? 0;
    this.deaths++;
    return { wait, first: this.deaths === 1 };
  }

  /** Starts over: somebody did something about it. */
  reset(): void {
    this.deaths = 0;
  }
}
