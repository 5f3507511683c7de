/** The name that a misspelt one was probably meant to be: without regard to case, `_` and `-`, or a letter or two away. */
export function meant(word: string, names: readonly string[]): string | undefined {
  const plain = (text: string) => text.replace(/[_-]/g, "").toLowerCase();
  const same = names.find((name) => plain(name) === plain(word));
  if (same !== undefined || word.length > 64) return same;
  const near = names.flatMap((name) => {
    const most = Math.min(3, Math.max(1, Math.floor(Math.min(name.length, word.length) / 4)));
    const steps = distance(plain(word), plain(name), most);
    return steps <= most ? [{ name, steps }] : [];
  });
  return near.sort((a, b) => a.steps - b.steps)[0]?.name;
}

/** How many letters to insert, remove, replace or swap with the next one (Damerau and Levenshtein); Infinity above `most`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const equal = a[i - 1] === b[j - 1];
      const steps = [(old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + (equal ? 0 : 1)];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) steps.push((older[j - 2] ?? 0) + 1);
      row.push(Math.min(...steps));
    }
    if (Math.min(...row) > most) return Infinity;
    older = old;
    old = row;
  }
  return old[b.length] ?? 0;
}
