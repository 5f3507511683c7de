/** Settings of this ground alone, laid beneath a stack's own. */
export const openshiftOverlay = (): object => ({
  // The newest that the operator of this ground knows.
  mesh: { maistra: { version: "v2.0" } },
});
