import { generateKeyPairSync, sign } from "node:crypto";

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An issuer of tokens (RFC 7519) whose key nobody else has. */
export class Issuer {
  private readonly keys = generateKeyPairSync("rsa", { modulusLength: 2048 });

  constructor(readonly name: string) {}

  /** Its public key, as a JSON Web Key Set. */
  get jwks(): string {
    return JSON.stringify({ keys: [{ ...this.keys.publicKey.export({ format: "jwk" }), kid: "test", alg: "RS256" }] });
  }

  /** A token that is good for an hour. */
  token(audience: string): string {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const claims = { iss: this.name, sub: "a-person", aud: audience, exp };
    const text = `${base64({ alg: "RS256", typ: "JWT", kid: "test" })}.${base64(claims)}`;
    return `${text}.${sign("sha256", Buffer.from(text), this.keys.privateKey).toString("base64url")}`;
  }
}
