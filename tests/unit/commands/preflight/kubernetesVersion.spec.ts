import assert from "node:assert/strict";
import { kubernetesVersion } from "../../../../commands/preflight/kubernetesVersion";
import { given } from "./support";

describe("The version of Kubernetes", () => {
  const legacy = (version: string) => ({ mesh: { kind: "legacyIstio", legacyIstio: { version } } });

  it("fits the charts of Istio 1.1 to 1.5, or is told with both versions and what to do", () => {
    assert.deepEqual(kubernetesVersion(given(legacy("1.5.10"), { kubernetes: "v1.21.14" })), []);
    assert.deepEqual(kubernetesVersion(given(legacy("1.5.10"), { kubernetes: "v1.22.0" })), [
      {
        object: "Kubernetes v1.22.0",
        found: "Istio 1.5.10 runs on 1.14 to 1.21",
        todo: "take a current release (mesh.kind: istio)",
      },
    ]);
  });

  it("is judged by the default release where none is named", () => {
    const mesh = { kind: "legacyIstio" };
    assert.equal(kubernetesVersion(given({ mesh }, { kubernetes: "v1.30.1" })).length, 1);
    assert.equal(kubernetesVersion(given({ mesh }, { kubernetes: "v1.21.14" })).length, 0);
  });

  it("is told as it is where nobody can read it", () => {
    const [problem] = kubernetesVersion(given(legacy("1.5.10"), { kubernetes: "mine" }));
    assert.equal(problem!.object, "Kubernetes mine");
    assert.match(problem!.found, /this is no version that this program can read/);
  });

  it("is not asked for by any other kind, whose charts or operators judge it", () => {
    assert.deepEqual(kubernetesVersion(given({}, { kubernetes: "v1.2.3" })), []);
  });
});
