import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { binary } from "../tools/paths";
import { withLibraries, type MakeRoot } from "./imageRoot";
import { meshImages, type ImageSet } from "./images";

const envoyProgram = () => binary("envoy/_bin/envoy");

/** The images of Istio of today. */
export const todaysMesh: ImageSet = {
  source: __filename,
  programs: () => [binary("pilot-discovery"), binary("pilot-agent"), envoyProgram()],
  images: (root) => [
    {
      names: [`${meshImages.hub}/pilot:${meshImages.tag}`],
      root: root("pilot", { "usr/local/bin/pilot-discovery": binary("pilot-discovery") }),
      entrypoint: ["/usr/local/bin/pilot-discovery"],
      user: "1337:1337",
    },
    {
      names: [`${meshImages.hub}/proxyv2:${meshImages.tag}`],
      root: proxyRoot(root),
      entrypoint: ["/usr/local/bin/pilot-agent"],
      user: "1337:1337",
      env: { PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ISTIO_META_ISTIO_PROXY_SHA: "stock-envoy-1.36.4" },
    },
  ],
};

/** pilot-agent and stock Envoy, with the machine's own iptables and C library: a stand-in for Istio's proxyv2. */
function proxyRoot(root: MakeRoot): string {
  const envoy = envoyProgram();
  const xtables = execFileSync("readlink", ["-f", "/usr/sbin/iptables-nft"], { encoding: "utf8" }).trim();
  const extensions = "/usr/lib/x86_64-linux-gnu/xtables";
  const agent = binary("pilot-agent");
  const folder = root(
    "proxy",
    {
      "usr/local/bin/pilot-agent": agent,
      "usr/local/bin/envoy": envoy,
      "usr/sbin/xtables-nft-multi": xtables,
      "var/lib/istio/envoy/envoy_bootstrap_tmpl.json": join(dirname(agent), "envoy_bootstrap.json"),
      ...withLibraries(envoy),
      ...withLibraries(xtables),
    },
    ["etc", "run", "etc/istio/proxy", "var/lib/istio/data"],
  );
  execFileSync("cp", ["-r", extensions, join(folder, "xtables")]);
  mkdirSync(join(folder, dirname(extensions)), { recursive: true });
  renameSync(join(folder, "xtables"), join(folder, extensions));
  for (const family of ["iptables", "ip6tables"]) {
    for (const variant of ["", "-save", "-restore"]) {
      symlinkSync("xtables-nft-multi", join(folder, "usr/sbin", family + variant));
      symlinkSync("xtables-nft-multi", join(folder, "usr/sbin", `${family}-nft${variant}`));
    }
  }
  const user = (name: string, id: number) => `${name}:x:${id}:${id}::/:/bin/false\n`;
  writeFileSync(join(folder, "etc/passwd"), user("root", 0) + user("istio-proxy", 1337));
  writeFileSync(join(folder, "etc/group"), "root:x:0:\nistio-proxy:x:1337:\n");
  return folder;
}
