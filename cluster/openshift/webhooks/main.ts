import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { text } from "node:stream/consumers";
import { createSecureContext, type SecureContext } from "node:tls";
import { network } from "../../layout";
import { ca } from "../../pki";
import { Api, ApiError, type ApiObject } from "../api";
import { issue } from "../certificates";
import { daemons, ports } from "../names";
import { sayReady } from "../simulation";
import { answer, type Review } from "./review";
import { secretFor } from "./secrets";

/**
 * STUBS of the mesh's admission webhooks: istiod's (v2.0), galley's and the sidecar injector's (v1.1). The operator's charts register
 * them fail-closed, and the pods that would answer do not really run. They are asked only while the pods behind their Services
 * are Ready, at the address that kwok gives those pods.
 */
function main(): void {
  console.log("These are stubs of the mesh's admission webhooks: they allow everything.");
  for (const port of [ports.istiod, ports.legacy]) serve(port);
  writeSecrets();
  sayReady(daemons.webhooks);
}

function serve(port: number): void {
  createServer({ SNICallback: context }, (request, response) => {
    text(request)
      .then((body) => {
        const review = JSON.parse(body) as Review;
        const { kind, namespace = "no namespace" } = review.request;
        console.log(`stub ${request.url}: ${kind.kind} in ${namespace} allowed`);
        response.setHeader("Content-Type", "application/json");
        response.end(JSON.stringify(answer(review, request.url ?? "")));
      })
      .catch((error: unknown) => {
        console.error(error);
        response.writeHead(400).end();
      });
  }).listen(port, network.node);
}

const contexts = new Map<string, SecureContext>();

/** The API server asks by the Service's name, which has the namespace of the mesh in it. */
function context(name: string, done: (error: Error | null, context?: SecureContext) => void): void {
  if (!/^[a-z0-9-]+\.[a-z0-9-]+\.svc$/.test(name)) return done(new Error(`${name} is no Service's name`));
  const known = contexts.get(name);
  if (known) return done(null, known);
  const { key, certificate } = issue(`webhook-${name}`, { subject: `/O=${daemons.webhooks}`, names: [name] });
  const made = createSecureContext({ key: readFileSync(key), cert: readFileSync(certificate) });
  contexts.set(name, made);
  done(null, made);
}

/** Writes the CA where istiod or Citadel would, once for each webhook configuration that appears. */
function writeSecrets(): void {
  const api = new Api();
  const written = new Set<string | undefined>();
  const bundle = readFileSync(ca, "utf8");
  const write = async (configuration: ApiObject) => {
    const secret = secretFor(configuration, bundle);
    if (!secret || written.has(configuration.metadata.uid)) return;
    written.add(configuration.metadata.uid);
    const path = `/api/v1/namespaces/${secret.metadata.namespace}/secrets`;
    await api.create(path, secret).catch((error: unknown) => {
      // One that an earlier control plane left is as good: the CA is the cluster's.
      if (error instanceof ApiError && error.status === 409) return;
      written.delete(configuration.metadata.uid);
      console.error(error);
    });
  };
  for (const plural of ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"]) {
    const known = api.follow(`/apis/admissionregistration.k8s.io/v1/${plural}`, () => {
      for (const configuration of known.values()) void write(configuration);
    });
  }
}

main();
