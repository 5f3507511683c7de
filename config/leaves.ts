import { z } from "zod";

// Each leaf carries one message, whatever is wrong with it: what is allowed. problems.ts adds where and what was found.

const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const dnsName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const imageReference =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9._-]+(?:\/[a-z0-9._-]+)*(?::(?!latest(?:@|$))\w[\w.-]{0,127}|@sha256:[a-f0-9]{64}|:\w[\w.-]{0,127}@sha256:[a-f0-9]{64})$/;

/** Text, not empty. */
export const text = (allowed: string) => z.string({ error: allowed }).min(1, { error: allowed });

/** true or false. */
export const flag = () => z.boolean({ error: "true or false" });

/** One of a few words. */
export const oneOf = <const T extends readonly string[]>(words: T) =>
  z.enum(words, { error: words.length > 1 ? `one of ${words.join(", ")}` : words[0] });

/** A TCP port. */
export const port = () => {
  const error = "a port, 1 to 65535";
  return z.int({ error }).min(1, { error }).max(65535, { error });
};

/** A share in percent. */
export const percent = () => {
  const error = "a percentage, 0 to 100";
  return z.number({ error }).min(0, { error }).max(100, { error });
};

/** A name as Kubernetes wants it for namespaces, Services and label values of ours (RFC 1123 label). */
export const label = (what = "a name") => {
  const error = `${what} of lower case letters, digits and "-", starting and ending with a letter or digit, at most 63 characters`;
  return z.string({ error }).regex(dnsLabel, { error });
};

/** A name as Kubernetes wants it for a Service of ours (RFC 1035 label). */
export const serviceName = () => {
  const error =
    'a service name of lower case letters, digits and "-", starting with a letter, ending with a letter or digit, at most 63 characters';
  return z.string({ error }).regex(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/, { error });
};

/** One explicit host. A wildcard would let this stack answer for hosts of others. */
export const host = () => {
  const error = "one full DNS name in lower case such as sockshop.example.com, no wildcard, no IP address";
  return z.string({ error }).regex(dnsName, { error });
};

/** A container image that always means the same thing: with a tag other than latest, or a digest. */
export const image = () => {
  const error = "an image with a tag other than latest, or a digest, such as mongo:4.4.29";
  return z.string({ error }).regex(imageReference, { error });
};

/** A group of keys. Any other key is refused; the message of that problem is the list of the known ones. */
export function section<T extends z.core.$ZodShape>(shape: T) {
  const keys = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? keys : `a group of the keys ${keys}`),
  });
}

/** Values for a Helm chart, passed on as they are. */
export const chartValues = () => z.record(z.string(), z.unknown(), { error: "a group of Helm values for that chart" });

/** Images in the place of pinned ones, by container. */
export const imagesOf = <Name extends string>(pinned: Record<Name, string>) =>
  section(
    Object.fromEntries(Object.keys(pinned).map((name) => [name, image().optional()])) as Record<
      Name,
      z.ZodOptional<ReturnType<typeof image>>
    >,
  );
