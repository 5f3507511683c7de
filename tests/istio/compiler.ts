import { join } from "node:path";
import ts from "typescript";

const ROOT = join(__dirname, "../..");
const HEADER = `import * as pulumi from "@pulumi/pulumi";\nimport * as istio from "../../components/istio";\nvoid pulumi;\n`;

/** The type errors of each snippet, all compiled in one go as if they were files of this folder. */
export function errorsIn(snippets: string[]): string[][] {
  const files = new Map(snippets.map((snippet, index) => [join(__dirname, `snippet${index}.ts`), HEADER + snippet]));
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, ROOT);
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.getSourceFile = (path, language, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, language, ...rest) : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
}
