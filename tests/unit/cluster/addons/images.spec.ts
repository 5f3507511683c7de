import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type * as Images from "../../../../cluster/addons/images";
import { localAddons } from "../../../../cluster/addons/localAddons";
import { fullName } from "../../../../cluster/imageArchive";
import { rootsIn } from "../../../../cluster/imageRoot";
import { findTool } from "../../../../tools/catalog";
import { load, program, sandbox } from "../../tools/harness";

describe("The images of the addons", () => {
  const { path } = sandbox();
  const { addonImages, addonImageSets } = load<typeof Images>("cluster/addons/images", {
    "tools/paths": { toolBinary: (tool: string, name: string) => program(path(tool, name), `echo ${tool}`) },
  });
  const made = (name: (typeof localAddons)[number]) => {
    const [image, ...others] = addonImageSets[name].images(rootsIn(path("roots")));
    assert.ok(image && others.length === 0);
    return image;
  };

  for (const name of localAddons) {
    describe(name, () => {
      it("has the name of what is built, which no registry has", () => {
        assert.equal(addonImages[name], `istio-mesh.local/${name}:${findTool(name).version}`);
        assert.equal(fullName(addonImages[name]), addonImages[name]);
        assert.deepEqual(made(name).names, [addonImages[name]]);
      });

      it("starts the program, not as root", () => {
        const { root, entrypoint, user } = made(name);
        assert.match(user ?? "", /^[1-9]\d*:[1-9]\d*$/);
        assert.match(readFileSync(join(root, entrypoint[0] ?? ""), "utf8"), new RegExp(`echo ${name}`));
      });

      it("is another one with another build", () => {
        assert.deepEqual(addonImageSets[name].programs(), [path(name, findTool(name).binaries[0]?.name ?? "")]);
        assert.ok(existsSync(addonImageSets[name].source));
      });
    });
  }

  it("of Prometheus has a page where its web interface would be", () => {
    const page = join(made("prometheus").root, "static/mantine-ui/index.html");
    assert.equal(readFileSync(page, "utf8"), addonImageSets.prometheus.content?.());
    assert.equal(statSync(page).mode & 0o777, 0o644);
  });
});
