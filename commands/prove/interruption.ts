/** Ctrl-C and an end asked for by the system: what runs comes to its end, and then the start state is restored. */
export class Interruption {
  private requested = false;
  private readonly note = () => {
    this.requested = true;
  };

  constructor() {
    process.on("SIGINT", this.note).on("SIGTERM", this.note);
  }

  /** Throws when the end was asked for. */
  check(): void {
    if (this.requested) throw new Interrupted("Interrupted.");
  }

  /** From now on a signal ends the program at once, as ever. */
  release(): void {
    process.off("SIGINT", this.note).off("SIGTERM", this.note);
  }
}

export class Interrupted extends Error {}
