import { environment } from "./environment";

/** `eval "$(make -s env)"`: the tools, the cluster and the state backend of a stack for a shell. */
for (const [name, value] of Object.entries(environment())) {
  console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
}
