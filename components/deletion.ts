/**
 * How an object is deleted that nothing hangs on: at once. Foreground deletion, the default, takes a moment in which providers
 * before 4.22.1 may miss the event and then wait for ten minutes (pulumi-kubernetes#3550).
 */
export const goneAtOnce = { "pulumi.com/deletionPropagationPolicy": "background" };
