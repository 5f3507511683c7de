import assert from "node:assert/strict";
import { Unanswered } from "../../../../commands/doctor/cluster";
import { unavailable } from "../../../../commands/doctor/unavailable";
import { brief, steps } from "./objects";

describe("A check that cannot be made", () => {
  const forbidden = (rest: string) =>
    new Unanswered("kubectl", ["get", "pods"], `Error from server (Forbidden): User "ci" cannot ${rest}`);

  it("warns of a missing istioctl, which is optional, and says how to have it", () => {
    const result = unavailable(new Unanswered("istioctl", ["analyze"], "spawn istioctl ENOENT", true));
    assert.deepEqual(brief(result), ["warning istioctl: neither on PATH nor built"]);
    assert.deepEqual(steps(result), ["make tools TOOL=istioctl"]);
  });

  it("is an error without kubectl", () => {
    const result = unavailable(new Unanswered("kubectl", ["get", "pods"], "spawn kubectl ENOENT", true));
    assert.deepEqual(brief(result), ["error kubectl: neither on PATH nor built"]);
    assert.deepEqual(steps(result), ["make tools TOOL=kubectl"]);
  });

  it("names the right that is missing", () => {
    const at = 'list resource "customresourcedefinitions" in API group "apiextensions.k8s.io" at the cluster scope';
    const inside = 'create resource "pods/exec" in API group "" in the namespace "istio-system"';
    assert.deepEqual(steps(unavailable(forbidden(at))), [
      "kubectl auth can-i list customresourcedefinitions.apiextensions.k8s.io -A # a right to ask for",
    ]);
    assert.deepEqual(steps(unavailable(forbidden(inside))), [
      "kubectl auth can-i create pods --subresource=exec -n istio-system # a right to ask for",
    ]);
  });

  it("is otherwise to be tried by hand; the end of a long complaint says what is wrong", () => {
    const result = unavailable(new Unanswered("istioctl", ["analyze", "-A"], `${"x ".repeat(400)}\nError: the reason`));
    assert.match(brief(result).join(), /^error istioctl analyze -A: ….* Error: the reason$/);
    assert.deepEqual(steps(result), ["istioctl analyze -A"]);
  });

  it("is also one that stumbles over what it is told", () => {
    assert.deepEqual(brief(unavailable(new SyntaxError("Unexpected token"))), ["error this check: Unexpected token"]);
    assert.deepEqual(brief(unavailable("odd")), ["error this check: odd"]);
  });
});
