/** A value that Pulumi does not know yet: in the place of what the CLI sends as a mark. */
export const UNKNOWN = Symbol("not known yet");

/** A value that Pulumi keeps secret. Rules judge it; nothing ever shows it. */
export class Secret {
  constructor(readonly value: unknown) {}
}

/** Thrown when a rule asks for a value that is not known yet: of that object, the rule says no more. */
export class NotKnownYet extends Error {
  constructor(readonly path: string) {
    super(`${path} is not known yet`);
  }
}

/**
 * A place in a Kubernetes object: the value there and the path that leads to it. Reading goes on through malformed input
 * (null, a string where a list belongs): what cannot be there is missing.
 */
export class Field {
  readonly #raw: unknown;
  readonly #parent: Field | undefined;
  readonly #step: string | number;
  readonly #secret: boolean;

  constructor(raw: unknown, parent?: Field, step: string | number = "", secret = false) {
    this.#secret = secret || raw instanceof Secret;
    this.#raw = raw instanceof Secret ? raw.value : raw;
    this.#parent = parent;
    this.#step = step;
  }

  /** `spec.servers[0].hosts[1]`; empty for the object itself. A name with a dot is quoted: `metadata.labels["a.b/c"]`. */
  get path(): string {
    if (this.#parent === undefined) return "";
    const before = this.#parent.path;
    if (typeof this.#step === "number") return `${before}[${this.#step}]`;
    if (!/^[\w-]+$/.test(this.#step)) return `${before}[${JSON.stringify(this.#step)}]`;
    return before === "" ? this.#step : `${before}.${this.#step}`;
  }

  /** The last step of the path: the name of this field, or its place in a list. */
  get step(): string | number {
    return this.#step;
  }

  /** Throws NotKnownYet where Pulumi does not know the value before the update. */
  get value(): unknown {
    if (this.#raw === UNKNOWN) throw new NotKnownYet(this.path);
    return this.#raw;
  }

  get unknown(): boolean {
    return this.#raw === UNKNOWN;
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

  /** The value as text, if it is a string, number or boolean: what says "true" is written with and without quotation marks. */
  get scalar(): string | undefined {
    return ["string", "number", "boolean"].includes(typeof this.value) ? String(this.value) : undefined;
  }

  /** The value, if it is a number, or a string that writes one (`"50"`, as YAML and int-or-string fields have it). */
  get number(): number | undefined {
    if (typeof this.value === "number") return Number.isNaN(this.value) ? undefined : this.value;
    return typeof this.value === "string" && /^-?\d+(\.\d+)?$/.test(this.value) ? Number(this.value) : undefined;
  }

  /** The value, if it is a boolean. */
  get flag(): boolean | undefined {
    return typeof this.value === "boolean" ? this.value : undefined;
  }

  /** The field of that name; missing unless this is an object that has it. */
  get(name: string): Field {
    const inner = this.isObject && Object.hasOwn(this.value as object, name);
    return new Field(inner ? (this.value as Record<string, unknown>)[name] : undefined, this, name, this.#secret);
  }

  /** `at("spec", "template", "metadata")`: one `get` after the other. */
  at(...names: string[]): Field {
    return names.reduce<Field>((field, name) => field.get(name), this);
  }

  /** The entries of the list; none unless this is a list. */
  items(): Field[] {
    const list = this.isList ? (this.value as unknown[]) : [];
    return Array.from({ length: list.length }, (_, index) => new Field(list[index], this, index, this.#secret));
  }

  /** The fields of the object; none unless this is an object. */
  entries(): [string, Field][] {
    return this.isObject ? Object.keys(this.value as object).map((name) => [name, this.get(name)]) : [];
  }

  /** The entries of the list that are strings. */
  texts(): string[] {
    return this.items().flatMap((item) => item.text ?? []);
  }

  /** How a finding names the value. Does not look inside objects and lists, and shows no secret. */
  show(): string {
    if (this.missing) return "nothing";
    if (this.#secret) return "a secret value";
    if (this.isList) return this.items().length === 0 ? "an empty list" : "a list";
    if (this.isObject) return "an object";
    return typeof this.value === "string" ? JSON.stringify(this.value) : String(this.value);
  }
}
