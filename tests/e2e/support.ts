import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { kubeconfig } from "../../cluster/layout";
import { root } from "../../config/target";

/** How a command ended. */
export interface Ended {
  code: number | null;
  /** What it printed, on both streams, in order. */
  output: string;
  seconds: number;
}

/** A person's KUBECONFIG and backend play no part here: the tests only ever touch the local cluster. */
export const clean = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(KUBECONFIG|PULUMI_.*|STACK|STACK_FILE|MAKE.*|MFLAGS)$/.test(name)),
);

/**
 * Runs a make target as a person would; `on` sees the output as it comes. In a process group of its own (`apart`) it
 * can be sent what a terminal sends to all of a group.
 */
export function make(
  target: string,
  settings: Record<string, string> = {},
  on: (output: string, pid: number) => void = () => undefined,
  apart = false,
): Promise<Ended> {
  const since = Date.now();
  return new Promise((resolve, reject) => {
    const args = [
      "--silent",
      ...target.split(" "),
      ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    ];
    const child = spawn("make", args, { cwd: root, env: clean, detached: apart, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (data: Buffer) => on((output += data.toString()), child.pid ?? 0);
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", reject);
    // "exit", not "close": what a killed CLI leaves running holds the streams open.
    child.once("exit", (code) => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code, output, seconds: (Date.now() - since) / 1000 });
    });
  });
}

/** Runs it and fails, with all it printed, unless it ended well. */
export async function makeWell(target: string, settings: Record<string, string> = {}): Promise<Ended> {
  const ended = await make(target, settings);
  if (ended.code !== 0) throw new Error(`make ${target} ended with ${ended.code}:\n${ended.output}`);
  return ended;
}

/** For a part of the tests: a local cluster of that profile, whatever was there before, and none after it. */
export function onProfile(profile: string): void {
  before("start it", async () => {
    await makeWell("cluster-down");
    await makeWell("cluster", { PROFILE: profile });
  });
  after("stop it", () => makeWell("cluster-down"));
}

/** The environment that `make env` prints. */
let toolEnvironment: Record<string, string> | undefined;
export function tools(): Record<string, string> {
  if (toolEnvironment) return toolEnvironment;
  const { stdout } = spawnSync("make", ["--silent", "env"], { cwd: root, env: clean, encoding: "utf8" });
  const pairs = [...stdout.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]);
  return (toolEnvironment = Object.fromEntries(pairs) as Record<string, string>);
}

/** Runs a program with the tools of `make env` around it. */
export function run(command: string, args: string[], options: { cwd?: string; input?: string } = {}): Ended {
  const since = Date.now();
  const env = { ...clean, ...tools() };
  const done = spawnSync(command, args, { cwd: root, env, encoding: "utf8", maxBuffer: 2 ** 28, ...options });
  return { code: done.status, output: done.stdout + done.stderr, seconds: (Date.now() - since) / 1000 };
}

/** Load that runs until it is ended, and then says what it saw. */
export interface Background {
  /** HTTP status → calls, "-1" for none. */
  end: () => Promise<Record<string, number>>;
}

/** Calls an address from this machine, so many times a second, with the real fortio. */
export async function constantLoad(url: string, host: string, rate: number): Promise<Background> {
  const args = ["load", "-json", "-", "-quiet", "-loglevel", "Critical", "-t", "0", "-qps", `${rate}`, "-c", "4"];
  const child = spawn("fortio", [...args, "-H", `Host: ${host}`, url], {
    env: { ...clean, ...tools() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [printed, said] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (printed += data.toString()));
  // It says on standard error that it begins.
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (data: Buffer) => {
      said += data.toString();
      if (/running at/.test(said)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`fortio ended with ${code}: ${said}`)));
  });
  const end = async () => {
    const exited = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGINT");
    await exited;
    return (JSON.parse(printed) as { RetCodes: Record<string, number> }).RetCodes;
  };
  return { end };
}

export function kubectl(...args: string[]): string {
  const done = spawnSync("kubectl", ["--kubeconfig", kubeconfig, ...args], { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (done.status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

export interface KubernetesObject {
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
}

/** All objects of a kind, in one namespace or ("-A") all. */
export function objects<T extends KubernetesObject>(kind: string, ...args: string[]): T[] {
  return (JSON.parse(kubectl("get", kind, "-o", "json", ...args)) as { items: T[] }).items;
}

export const names = (list: KubernetesObject[]): string[] => list.map(({ metadata }) => metadata.name).sort();

/** What doctor says of a check: its mark, and its summary in the same line. */
export const said = (diagnosis: string, check: string): string | undefined =>
  diagnosis
    .split("\n")
    .filter((line) => line.slice(2).startsWith(`${check} `))
    .map((line) => `${line.slice(0, 2)}${line.slice(2 + check.length).trim()}`)[0];

/** Every namespace by name and uid: none came, went or was made anew while these are the same. */
export const namespaceIds = (): string[] =>
  objects<{ metadata: { name: string; uid: string } }>("namespace").map(({ metadata }) =>
    [metadata.name, metadata.uid].join(" "),
  );

/** Those of a kind whose names tell that this project, or what it installs, made them. */
export const ours = (kind: string): string[] =>
  names(objects(kind)).filter((name) => /istio|sock-shop|bookinfo|prometheus|grafana|jaeger|kiali/.test(name));

/**
 * Fails where `make down` left anything but custom resource definitions.
 * @param kinds of the whole cluster, which only newer releases of Kubernetes serve
 */
export function assertRemoved(...kinds: string[]): void {
  const everywhere = ["mutatingwebhookconfiguration", "validatingwebhookconfiguration"];
  for (const kind of ["namespace", ...everywhere, "clusterrole", "clusterrolebinding", ...kinds]) {
    assert.deepEqual(ours(kind), [], kind);
  }
  assert.equal(kubectl("get", "secret", "-A", "-l", "owner=helm", "-o", "name"), "");
}

/** What happened, and when, by the API server's word. */
export type Moment = readonly [what: string, when: string | undefined];

/** Fails where something happened before what is to come first. Only whole seconds count: most of these times have no more. */
export function assertOrder(...moments: Moment[]): void {
  let before = { text: "anything", second: 0 };
  for (const [what, when = "at no time"] of moments) {
    const [text, second] = [`${what} (${when})`, Math.floor(Date.parse(when) / 1000)];
    // No time at all is not after any.
    assert.ok(second >= before.second, `${text}, and not after ${before.text}`);
    before = { text, second };
  }
}

/** A stack file of the tests. */
export const stackFile = (name: string): string => join(__dirname, "stacks", `${name}.yaml`);

export const shop = {
  namespace: "sock-shop-with-mesh",
  host: "sockshop.example.com",
  gateway: "http://10.68.0.1:30080",
};
