/** One binary of a tool, and how its version is asked when it is found on PATH. */
export interface Binary {
  name: string;
  /** Arguments that print a version; none: the binary has no such command and is taken as it is. */
  versionArgs?: string[];
}

/** A tool: what is built together from one pinned source into one folder of the cache. */
export interface Tool {
  /** Also the name of its folder in tools/, unless `folder` says otherwise. */
  name: string;
  folder?: string;
  /** What is built: the module, and the version that its go.mod (or requirements.txt) pins. */
  source: string;
  version: string;
  binaries: Binary[];
  build: GoBuild | "pip";
  /** Oldest version taken from PATH; an older one is refused. None: PATH is not asked, because the local cluster needs exactly this build. */
  minimum?: string;
  /** Comes with that tool when that tool is found on PATH (the official Pulumi CLI brings its language host and downloads providers). */
  comesWith?: string;
}

export interface GoBuild {
  /** None: the tool is only what `copies` says. */
  packages: string[];
  tags?: string;
  /** Linker variables: name → value. */
  set?: Record<string, string>;
  /** Files and folders of a pinned module that belong beside the binaries; `as` is their path there, else the last part of `path`. */
  copies?: [module: string, path: string, as?: string][];
  /** Makes the module that is built instead of the pins' own, where a pinned module lacks something. In prepare.ts beside the pins. */
  prepare?: (preparation: Preparation) => Promise<void>;
}

/** What a tool's `prepare` works with. */
export interface Preparation {
  /** The tool's folder in tools/: its go.mod and go.sum. */
  pins: string;
  /** An empty folder for the module that is to be built; removed after the build. */
  work: string;
  /** Runs the go command in a folder, as for the build, and gives what it prints. */
  go: (folder: string, ...args: string[]) => Promise<string>;
  /** The folder of a pinned module in Go's module cache, which is read-only. */
  folderOf: (module: string) => Promise<string>;
}
