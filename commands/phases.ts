/** How long each part of a command took, in the order of their ends. */
export class Phases {
  readonly seconds: [string, number][] = [];

  async run<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const since = performance.now();
    try {
      return await work();
    } finally {
      this.seconds.push([name, (performance.now() - since) / 1000]);
    }
  }

  /** "config 0.1 s, tools 0.0 s, cluster 12.4 s". */
  toString(): string {
    return this.seconds.map(([name, time]) => `${name} ${time.toFixed(1)} s`).join(", ");
  }
}
