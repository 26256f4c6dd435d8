/** The waits before a server that died is started again, in milliseconds; the last one is kept to. */
const waits = [500, 2_000, 5_000, 15_000, 30_000, 60_000];

/** How long a server must have lived, in milliseconds, for its death to count as the first. */
const longLife = 120_000;

/** Counts deaths in a row. */
export class Backoff {
  private deaths = 0;

  /** Records a death after so many milliseconds of life. first says that it begins a row, which is when people should hear of it. */
  died(lifetime: number): { readonly wait: number; readonly first: boolean } {
    if (lifetime >= longLife) {
      this.deaths = 0;
    }
    const wait = waits[Math.min(this.deaths, waits.length - 1)] ?? 0;
    this.deaths++;
    return { wait, first: this.deaths === 1 };
  }

  /** Forgets the past: somebody did something about it. */
  reset(): void {
    this.deaths = 0;
  }
}
