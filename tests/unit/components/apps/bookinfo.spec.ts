import assert from "node:assert/strict";
import { countArrivals } from "../../../../components/apps/arrivals";
import type { BookinfoArgs } from "../../../../components/apps/bookinfo";
import { Bookinfo } from "../../../../components/apps/bookinfo";
import { bookinfoImages } from "../../../../versions";
import type { Registered } from "../../support/recorder";
import { named, ofKind } from "../../support/recorder";
import { containerOf, environment, recordIn } from "./support";

const deploy = (images?: BookinfoArgs["images"]) => recordIn((home) => new Bookinfo("bookinfo", { ...home, images }));

const imagesOf = (resources: Registered[]) =>
  ofKind(resources, "Deployment").map(({ inputs }) => [
    inputs.metadata.name,
    inputs.spec.template.spec.containers[0]?.image,
  ]);

describe("Bookinfo", () => {
  let resources: Registered[];
  before(async () => {
    resources = await deploy();
  });

  it("has a Deployment for each version and one identity and Service for each service", () => {
    const deployments = ofKind(resources, "Deployment").map(({ inputs: { metadata } }) => [
      metadata.name,
      `${metadata.labels.app} ${metadata.labels.version}`,
    ]);
    assert.deepEqual(Object.fromEntries(deployments), {
      productpage: "productpage v1",
      details: "details v1",
      ratings: "ratings v1",
      reviews: "reviews v1",
      "reviews-v2": "reviews v2",
      "reviews-v3": "reviews v3",
    });
    for (const kind of ["Service", "ServiceAccount"]) {
      const names = ofKind(resources, kind).map(({ inputs }) => inputs.metadata.name);
      assert.deepEqual(names, ["productpage", "details", "ratings", "reviews"]);
    }
  });

  it("listens on 9080 inside the cluster", () => {
    for (const { inputs } of ofKind(resources, "Service")) {
      assert.equal(inputs.spec.type, undefined);
      assert.deepEqual(inputs.spec.ports, [{ name: "http", port: 9080, targetPort: "http" }]);
    }
  });

  it("runs every pinned image, and those of the settings in their place", async () => {
    const pinned = {
      productpage: bookinfoImages.productpage,
      details: bookinfoImages.details,
      ratings: bookinfoImages.ratings,
      reviews: bookinfoImages["reviews-v1"],
      "reviews-v2": bookinfoImages["reviews-v2"],
      "reviews-v3": bookinfoImages["reviews-v3"],
    };
    assert.deepEqual(Object.fromEntries(imagesOf(resources)), pinned);
    const own = "quay.io/team/reviews:2";
    assert.deepEqual(Object.fromEntries(imagesOf(await deploy({ "reviews-v2": own }))), {
      ...pinned,
      "reviews-v2": own,
    });
  });

  it("pins images by a version of their own", () => {
    for (const image of Object.values(bookinfoImages)) assert.match(image, /:\d+\.\d+\.\d+$/);
  });

  it("tells productpage where the others are", () => {
    assert.deepEqual(environment(containerOf(resources, "bookinfo-productpage-deployment")), {
      DETAILS_HOSTNAME: "details",
      DETAILS_SERVICE_PORT: "9080",
      RATINGS_HOSTNAME: "ratings",
      RATINGS_SERVICE_PORT: "9080",
      REVIEWS_HOSTNAME: "reviews",
      REVIEWS_SERVICE_PORT: "9080",
    });
  });

  it("gives Liberty the folders that it writes to, in every version of reviews", () => {
    for (const name of ["reviews", "reviews-v2", "reviews-v3"]) {
      const container = containerOf(resources, `bookinfo-${name}-deployment`);
      const mounts = container.volumeMounts as { name: string; mountPath: string }[];
      assert.deepEqual(
        mounts.map(({ mountPath }) => mountPath),
        [
          "/tmp",
          "/opt/ibm/wlp/output",
          "/opt/ol/wlp/output",
          "/opt/ol/wlp/usr/servers/defaultServer/configDropins/defaults",
          "/opt/ol/wlp/usr/servers/defaultServer/configDropins/overrides",
        ],
      );
      for (const mount of mounts) assert.match(mount.name, /^[a-z0-9-]{1,63}$/);
      assert.deepEqual(environment(container), { LOG_DIR: "/tmp/logs" });
    }
  });

  it("is hardened and probed over HTTP", () => {
    for (const { name } of ofKind(resources, "Deployment")) {
      const { securityContext, readinessProbe, resources: given } = containerOf(resources, name);
      assert.equal(securityContext.readOnlyRootFilesystem, true, name);
      assert.equal(securityContext.runAsNonRoot, true, name);
      assert.ok(securityContext.runAsUser, name);
      assert.deepEqual(readinessProbe.httpGet, { path: "/health", port: "http" }, name);
      assert.ok(given.limits.memory, name);
    }
  });

  it("counts at every pod what arrives there", () => {
    for (const { inputs } of ofKind(resources, "Deployment")) {
      assert.deepEqual(inputs.spec.template.metadata.annotations, countArrivals);
    }
    assert.equal(named(resources, "bookinfo-reviews-account").inputs.metadata.name, "reviews");
  });
});
