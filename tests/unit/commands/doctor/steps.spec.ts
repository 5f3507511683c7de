import assert from "node:assert/strict";
import { make, restore } from "../../../../commands/doctor/steps";

describe("Next steps", () => {
  it("name the stack where it is not the default one", () => {
    assert.equal(make("up", "dev"), "make up");
    assert.equal(make("up", "prod"), "make up STACK=prod");
  });

  it("make anew what is missing of a release", () => {
    const command = restore("istiod", "mesh");
    assert.match(command, /^kubectl get secret -n mesh -l owner=helm,status=deployed,name=istiod /);
    assert.match(command, /\| kubectl create -n mesh -f - # /);
  });
});
