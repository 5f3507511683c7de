import { environment } from "./environment";
import { main } from "./main";

/** `eval "$(make -s env)"`: the tools, the cluster and the state backend of a stack for a shell. */
main(() => {
  for (const [name, value] of Object.entries(environment())) {
    console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
  }
});
