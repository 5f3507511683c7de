import { z } from "zod";
import { flag, host, image, label, oneOf, port, section, serviceName, text } from "./leaves";
import { count, urlPath } from "./traffic/leaves";
import { trafficSettings } from "./traffic/schema";

/** TLS at the ingress gateway for one host. */
export const hostTls = section({
  secret: label("the name of a Secret in the ingress gateway's namespace"),
  minVersion: oneOf(["TLSV1_2", "TLSV1_3"]).default("TLSV1_2"),
  redirectHttp: flag().default(true),
  clientCertificates: flag().default(false),
});

const userId = () => {
  const error = "a number from 1 on: 0 is root";
  return z.int({ error }).min(1, { error });
};

const quantity = () => {
  const error = "a Kubernetes quantity such as 100m, 64Mi or 1Gi";
  return z.string({ error }).regex(/^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/, { error });
};

const environmentVariables = () => {
  const error = "a group of environment variables, each a text";
  return z.record(z.string().regex(/^[A-Za-z_][\w.-]*$/, { error }), z.string({ error }), { error });
};

const texts = () => z.array(text("a text"), { error: "a list of texts" });

/** With a letter: JavaScript moves keys that are numbers to the front, and the first version is the main one. */
const versionName = () => {
  const error = 'a version such as v1, of lower case letters, digits and "-", with a letter, at most 63 characters';
  return z.string({ error }).regex(/^(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, { error });
};

const version = section({ name: versionName(), image: image(), replicas: count(0).default(1) });

/** A person's own app: one container, in one version or in several side by side. */
export const app = section({
  name: serviceName(),
  namespace: label("the name of one of the stack's namespaces"),
  image: image().optional(),
  // A list, not a group: Pulumi hands a group's keys over in alphabetical order, and the first version is the main one.
  versions: z
    .array(version, { error: "a list of versions, each with name and image" })
    .min(1, { error: "at least one version" })
    .optional(),
  replicas: count(0).optional(),
  port: port().default(8080),
  servicePort: port().default(80),
  host: host().optional(),
  tls: hostTls.optional(),
  env: environmentVariables().default({}),
  command: texts().optional(),
  args: texts().optional(),
  writable: z.array(urlPath(), { error: "a list of folders" }).default([]),
  healthPath: urlPath().optional(),
  user: section({ id: userId(), group: userId() }).optional(),
  resources: section({
    cpu: quantity().optional(),
    memory: quantity().optional(),
    memoryLimit: quantity().optional(),
  }).optional(),
  traffic: trafficSettings.optional(),
});

/** A service that something else deployed: only its traffic is this stack's. */
export const service = section({
  name: serviceName(),
  namespace: label("a namespace name"),
  port: port().default(80),
  host: host().optional(),
  tls: hostTls.optional(),
  traffic: trafficSettings.optional(),
});
