/**
 * A place in a Kubernetes object: the value there and the path that leads to it. Reading goes on through malformed input
 * (null, a string where a list belongs): what cannot be there is missing. Only what a rule asks for is touched, since
 * touching a value that Pulumi does not know yet throws (UnknownValueError in @pulumi/policy).
 */
export class Field {
  readonly #read: () => unknown;

  constructor(
    read: () => unknown,
    readonly path: string,
  ) {
    this.#read = read;
  }

  get value(): unknown {
    return this.#read();
  }

  /** Nothing is written here; `null` counts as nothing, as the API server drops it. */
  get missing(): boolean {
    return this.value === undefined || this.value === null;
  }

  get isObject(): boolean {
    return typeof this.value === "object" && this.value !== null && !Array.isArray(this.value);
  }

  get isList(): boolean {
    return Array.isArray(this.value);
  }

  /** The value, if it is a string. */
  get text(): string | undefined {
    return typeof this.value === "string" ? this.value : undefined;
  }

  /** The field of that name; missing unless this is an object that has it. */
  get(name: string): Field {
    const read = () => (this.isObject ? (this.value as Record<string, unknown>)[name] : undefined);
    return new Field(read, this.path === "" ? name : `${this.path}.${name}`);
  }

  /** The entries of the list; none unless this is a list. */
  items(): Field[] {
    const list = this.isList ? (this.value as unknown[]) : [];
    return Array.from({ length: list.length }, (_, index) => new Field(() => list[index], `${this.path}[${index}]`));
  }

  /** How a finding names the value. Does not look inside objects and lists. */
  show(): string {
    if (this.missing) return "nothing";
    if (this.isList) return this.items().length === 0 ? "an empty list" : "a list";
    return this.isObject ? "an object" : JSON.stringify(this.value);
  }
}
