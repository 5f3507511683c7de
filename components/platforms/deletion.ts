/** How an object is deleted that nothing hangs on: see IstioResource for why. */
export const goneAtOnce = { "pulumi.com/deletionPropagationPolicy": "background" };
