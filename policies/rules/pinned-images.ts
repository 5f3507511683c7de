import * as z from "zod";
import { found } from "../finding";
import { isSystem } from "../model/namespaces";
import { containersOf, WORKLOAD_KINDS, workloadOf } from "../model/workloads";
import type { Rule } from "../rule";

const config = z.strictObject({
  digests: z
    .boolean()
    .default(false)
    .describe("Demand a digest (@sha256:…), which names one image for ever; a tag can move."),
});

const WHY = `An image without a tag, or with the tag \`latest\`, is another one tomorrow: pods of one Deployment then run different versions,
a rollback brings nothing back, and traffic rules by version send calls to what is no longer that version
([Kubernetes: container images](https://kubernetes.io/docs/concepts/containers/images/#image-names)). A digest names one image for ever;
\`digests: true\` asks for it.

The image \`auto\` of the container \`istio-proxy\`, which Istio's injector replaces, passes.`;

/** What a tag that moves deploys, nobody can say later. */
export const pinnedImages: Rule<z.infer<typeof config>> = {
  name: "pinned-images",
  codes: [],
  description: "Containers name their image by a digest, or by a tag other than latest.",
  why: WHY,
  enforcement: { level: "advisory", reason: "Such a pod runs; what it runs can change without a deployment." },
  offInTests: true,
  scope: "object",
  kinds: WORKLOAD_KINDS,
  config,
  *check(object, _, { digests }) {
    const pod = workloadOf(object)?.pod;
    if (!pod || isSystem(object.home)) return;
    for (const container of containersOf(pod, { init: true })) {
      const image = container.get("image");
      if (!image.text || (image.text === "auto" && container.get("name").text === "istio-proxy")) continue;
      const problem = problemOf(image.text, digests);
      if (problem === undefined) continue;
      yield found(object, image, {
        problem,
        allowed: digests
          ? "an image with a digest, name:tag@sha256:…"
          : "an image with a version as its tag, or with a digest",
        fix: digests ? "add the digest of the image that you tested" : "name the version that you tested",
      });
    }
  },
};

function problemOf(image: string, digests: boolean): string | undefined {
  if (image.includes("@")) return undefined;
  if (digests) return "which has no digest";
  // A colon before the last slash is a registry's port.
  const tag = image.slice(image.lastIndexOf("/") + 1).split(":")[1];
  if (tag === undefined) return "which has no tag, so it is latest";
  return tag === "latest" ? "which is another image with every release" : undefined;
}
