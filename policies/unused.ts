/** In the place of @npmcli/arborist and TypeScript, which the SDK loads for capturing lambdas: half a second a run. */
export {};
