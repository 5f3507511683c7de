import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, utimesSync } from "node:fs";
import { fullName, imageArchive, type Image } from "../../../cluster/imageArchive";
import { file, program, sandbox } from "../tools/harness";

interface Manifest {
  Config: string;
  RepoTags: string[];
  Layers: string[];
}

describe("An archive of images", () => {
  const { path } = sandbox();
  const images = (): Image[] => {
    program(path("one", "bin", "app"), "echo one");
    file(path("two", "app"), "two");
    return [
      {
        names: ["mongo:4.4", "example.com/mongo:4.4"],
        root: path("one"),
        entrypoint: ["/bin/app", "serve"],
        env: { A: "1", B: "x=y" },
      },
      { names: ["team/app:1"], root: path("one"), entrypoint: ["/bin/app"], user: "1337:1337" },
      { names: ["localhost/other:2"], root: path("two"), entrypoint: ["/app"] },
    ];
  };
  const make = (name: string): string => {
    mkdirSync(path(name));
    imageArchive(images(), path(name), path(name, "images.tar"));
    return path(name, "images.tar");
  };
  const tar = (...args: string[]) => execFileSync("tar", args, { maxBuffer: 2 ** 24 });
  const member = (archive: string, name: string) => tar("-xOf", archive, `./${name}`);
  const manifestOf = (archive: string) => JSON.parse(member(archive, "manifest.json").toString()) as Manifest[];
  const sha256 = (data: Buffer) => createHash("sha256").update(data).digest("hex");

  it("names each image, how it starts and its layer, by digests that hold", () => {
    const archive = make("work");
    const manifest = manifestOf(archive);
    assert.deepEqual(
      manifest.map(({ RepoTags }) => RepoTags),
      [["docker.io/library/mongo:4.4", "example.com/mongo:4.4"], ["docker.io/team/app:1"], ["localhost/other:2"]],
    );
    const configs = manifest.map(({ Config, Layers: [layer = ""] }) => {
      const text = member(archive, Config);
      assert.equal(Config, `${sha256(text)}.json`);
      assert.equal(layer, `${sha256(member(archive, layer))}.tar`);
      const { config, rootfs, os } = JSON.parse(text.toString()) as Record<string, object>;
      assert.deepEqual(rootfs, { type: "layers", diff_ids: [`sha256:${layer.replace(".tar", "")}`] });
      assert.equal(os, "linux");
      return config;
    });
    assert.deepEqual(configs, [
      { Entrypoint: ["/bin/app", "serve"], Env: ["A=1", "B=x=y"] },
      { Entrypoint: ["/bin/app"], User: "1337:1337", Env: [] },
      { Entrypoint: ["/app"], Env: [] },
    ]);
  });

  it("holds a root that images share once", () => {
    const archive = make("work");
    const [one, two, three] = manifestOf(archive).map(({ Layers }) => Layers[0]);
    assert.equal(one, two);
    assert.notEqual(one, three);
    const members = tar("-tf", archive).toString().trim().split("\n");
    assert.equal(members.filter((name) => name.endsWith(".tar")).length, 2);
  });

  it("keeps what may be run, and gives everything to root", () => {
    const archive = make("work");
    const layer = member(archive, manifestOf(archive)[0]?.Layers[0] ?? "");
    file(path("layer.tar"), "");
    const listed = execFileSync("tar", ["-tvf", "-", "--numeric-owner"], { input: layer, encoding: "utf8" });
    assert.match(listed, /^-rwxr-xr-x 0\/0 .* 1970-01-01 .* \.\/bin\/app$/m);
  });

  it("has the same layers and configs for the same input at another time", () => {
    const first = manifestOf(make("first"));
    utimesSync(path("one"), 1, 1);
    assert.deepEqual(manifestOf(make("second")), first);
  });

  it("bears no time of its own, so that the same input gives the same bytes, as its comment says", () => {
    const members = execFileSync("tar", ["-tvf", make("work")], { encoding: "utf8" })
      .trim()
      .split("\n");
    for (const line of members) assert.match(line, / 1970-01-01 /);
  });
});

describe("The full name of an image", () => {
  for (const [image, expected] of [
    ["mongo:4.4", "docker.io/library/mongo:4.4"],
    ["redis", "docker.io/library/redis"],
    ["weaveworksdemos/carts:0.4.8", "docker.io/weaveworksdemos/carts:0.4.8"],
    ["a/b/c:1", "docker.io/a/b/c:1"],
    ["docker.io/library/mongo:4.4", "docker.io/library/mongo:4.4"],
    ["quay.io/team/app:1", "quay.io/team/app:1"],
    ["registry:5000/app:1", "registry:5000/app:1"],
    ["localhost/app:1", "localhost/app:1"],
    ["localhostess/app:1", "docker.io/localhostess/app:1"],
    ["istio-mesh.local/pause:1", "istio-mesh.local/pause:1"],
  ] as const) {
    it(`of ${image} is ${expected}`, () => assert.equal(fullName(image), expected));
  }
});
