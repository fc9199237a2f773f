import { listPromptsContract } from "@/lib/features/prompts/contract";
import { listPrompts } from "@/lib/features/prompts/prompts";
import { createContractIndex } from "@/lib/http/contract-index";
import { gate } from "@/lib/http/gate";
import { createEdgeServer, listen } from "@/lib/http/http-server";
import { beforeNext } from "@/lib/http/node-door";
import { route } from "@/lib/http/route";
import { openProcessRuntime } from "./process-runtime";

/** A server process of its own, with the product's runtime, journal, gate and pipeline, for the one endpoint that lists prompts. */
export async function startApiProcess(env: NodeJS.ProcessEnv): Promise<number> {
  await openProcessRuntime(env);
  const index = createContractIndex([listPromptsContract]);
  const { bindings } = route(listPromptsContract, ({ principal, query }) => listPrompts(principal, query));
  const api = {
    enforce: (request: Parameters<typeof gate>[1]) => gate(index, request),
    bindings: new Map(bindings.map((binding) => [binding.contract, binding])),
  };
  const pages = async () => {
    throw new Error("this process serves no pages");
  };
  const { server } = createEdgeServer(beforeNext(api, pages), {
    trustedProxies: [],
    isHttps: false,
    log: () => undefined,
  });
  return listen(server, 0, "127.0.0.1");
}
