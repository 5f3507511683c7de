/** Tokens of the Common Expression Language: https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
const TOKEN =
  /\s+|\/\/[^\n]*|(?<string>[rRbB]{0,2}(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|(?<number>0x[0-9a-fA-F]+u?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?u?)|(?<name>[a-zA-Z_]\w*)|(?<sign>&&|\|\||[=!<>]=|[-+*/%<>!?:.,()[\]{}])/y;

const BINARY = new Set(["&&", "||", "==", "!=", "<=", ">=", "<", ">", "in", "+", "-", "*", "/", "%"]);

/** What nobody nests deeper than. */
const DEEPEST = 100;

class Wrong extends Error {}

/** Why this is no CEL expression, by its syntax alone; a clause for a finding. */
export function celProblem(text: string): string | undefined {
  try {
    new Parser(tokensOf(text)).whole();
    return undefined;
  } catch (error) {
    if (error instanceof Wrong) return `which is no CEL expression: ${error.message}`;
    throw error;
  }
}

interface Token {
  text: string;
  value: boolean;
  name: boolean;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Wrong(`${JSON.stringify(text.slice(at, at + 10))} cannot be read`);
    const { string, number, name, sign } = match.groups ?? {};
    const token = string ?? number ?? name ?? sign;
    if (token !== undefined)
      tokens.push({ text: token, value: (string ?? number) !== undefined, name: name !== undefined });
  }
  return tokens;
}

/** Precedence does not matter to what is an expression: operands with operators between them. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): void {
    this.#expression();
    const rest = this.#tokens[this.#next];
    if (rest && this.#depth <= DEEPEST) throw new Wrong(`"${rest.text}" is one too many`);
  }

  #expression(): void {
    if (++this.#depth > DEEPEST) {
      this.#next = this.#tokens.length;
      return;
    }
    do this.#operand();
    while (BINARY.has(this.#tokens[this.#next]?.text ?? "") && ++this.#next);
    if (this.#took("?")) {
      this.#expression();
      this.#need(":");
      this.#expression();
    }
    if (this.#depth <= DEEPEST) this.#depth--;
  }

  #operand(): void {
    while (this.#took("!") || this.#took("-"));
    const token = this.#tokens[this.#next++];
    if (!token) throw new Wrong("it ends too early");
    if (token.text === "(") this.#list(")", false);
    else if (token.text === "[") this.#list("]", true);
    else if (token.text === "{") this.#list("}", true, true);
    else if (token.text === ".") this.#name();
    else if (!token.value && !(token.name && token.text !== "in")) throw new Wrong(`"${token.text}" is no value`);
    this.#selectors();
  }

  #selectors(): void {
    for (;;) {
      if (this.#took(".")) {
        this.#took("?");
        this.#name();
      } else if (this.#took("[")) {
        this.#took("?");
        this.#list("]", false);
      } else if (this.#took("(")) this.#list(")", true);
      else if (this.#took("{")) this.#list("}", true, true);
      else return;
    }
  }

  /** Up to the sign that closes it: one expression, or any number with commas, each with `name:` before it in braces. */
  #list(end: string, many: boolean, keyed = false): void {
    if (many && this.#took(end)) return;
    do {
      if (many && this.#took(end)) return;
      this.#expression();
      if (keyed) {
        this.#need(":");
        this.#expression();
      }
    } while (many && this.#took(","));
    this.#need(end);
  }

  #name(): void {
    if (!this.#tokens[this.#next++]?.name && this.#depth <= DEEPEST) throw new Wrong('a name is missing behind "."');
  }

  #took(text: string): boolean {
    if (this.#tokens[this.#next]?.text !== text) return false;
    this.#next++;
    return true;
  }

  #need(text: string): void {
    if (!this.#took(text) && this.#depth <= DEEPEST) throw new Wrong(`"${text}" is missing`);
  }
}
