/** The first two numbers of a version: those of 1.30.4 are 1.30. */
export interface Minor {
  major: number;
  minor: number;
}

/** A minor release of Istio, as its makers state it. */
export interface IstioMinor {
  minor: Minor;
  /** The oldest and the newest Kubernetes that it supports. */
  kubernetes: readonly [Minor, Minor];
  /** The day on which its support ends; undefined: not announced when this table was written. */
  ends?: string;
  /** The day is expected, not announced. */
  expected?: true;
}

const release = (minor: string, oldest: string, newest: string, ends?: string, expected?: true): IstioMinor => ({
  minor: known(minor),
  kubernetes: [known(oldest), known(newest)],
  ...(ends === undefined ? {} : { ends }),
  ...(expected ? { expected } : {}),
});

/**
 * https://istio.io/latest/docs/releases/supported-releases/ (istio.io: data/compatibility/supportStatus.yml), as of November
 * 2026; what is older than this table was over long before. The end of 1.30 is given there as "about January 2027".
 */
export const istioMinors: readonly IstioMinor[] = [
  release("1.13", "1.20", "1.23", "2022-10-12"),
  release("1.14", "1.21", "1.24", "2022-12-27"),
  release("1.15", "1.22", "1.25", "2023-04-04"),
  release("1.16", "1.22", "1.25", "2023-07-25"),
  release("1.17", "1.23", "1.26", "2023-10-27"),
  release("1.18", "1.24", "1.27", "2024-01-04"),
  release("1.19", "1.25", "1.28", "2024-04-24"),
  release("1.20", "1.25", "1.29", "2024-06-25"),
  release("1.21", "1.26", "1.29", "2024-09-27"),
  release("1.22", "1.27", "1.30", "2025-01-22"),
  release("1.23", "1.27", "1.30", "2025-04-16"),
  release("1.24", "1.28", "1.31", "2025-06-24"),
  release("1.25", "1.29", "1.32", "2025-09-30"),
  release("1.26", "1.29", "1.33", "2025-12-22"),
  release("1.27", "1.29", "1.33", "2026-04-07"),
  release("1.28", "1.30", "1.34", "2026-07-01"),
  release("1.29", "1.31", "1.35", "2026-10-12"),
  release("1.30", "1.32", "1.36", "2027-01-31", true),
  release("1.31", "1.32", "1.36"),
];

/** The minor release of a version as charts and operators write it: `1.30.4`, `v1.30-latest`, `v2.6`; not of a range. */
export function minorOf(version: string): Minor | undefined {
  const [, major, minor] = /^v?(\d{1,6})\.(\d{1,6})(?:[.-].*)?$/.exec(version.trim()) ?? [];
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

/** Below 0 where `one` is older than `other`. */
export function compare(one: Minor, other: Minor): number {
  return one.major - other.major || one.minor - other.minor;
}

export function show({ major, minor }: Minor): string {
  return `${major}.${minor}`;
}

/** What the table knows of a minor release; undefined where it is older than the table, or newer. */
export function istioMinor(minor: Minor): IstioMinor | undefined {
  return istioMinors.find((one) => compare(one.minor, minor) === 0);
}

export function isOlderThanTable(minor: Minor): boolean {
  return istioMinors.every((one) => compare(minor, one.minor) < 0);
}

function known(text: string): Minor {
  const minor = minorOf(text);
  if (!minor) throw new Error(`${text} is not a minor release`);
  return minor;
}
