import type { Contract, Method } from "./contract";

/** What a request's method and path lead to. */
export type Match =
  | { found: "contract"; contract: Contract; params: Record<string, string> }
  | { found: "other-methods"; methods: string[]; contracts: Contract[] }
  | { found: "nothing" };

export type ContractIndex = { match(method: string, path: string): Match };

type Node = {
  fixed: Map<string, Node>;
  parameter: Node | null;
  contracts: Map<Method, Contract>;
  everyMethod?: Contract;
};

/** Finds contracts by method and path, a fixed segment before a parameter; HEAD finds what GET does, unless it may not. */
export function createContractIndex(contracts: readonly Contract[]): ContractIndex {
  const root = emptyNode();
  for (const contract of contracts) insert(root, contract);
  return {
    match(method, path) {
      const segments = path.split("/").slice(1);
      const node = walk(root, segments, 0);
      if (!node) return { found: "nothing" };
      const declared = node.contracts.get((method === "HEAD" ? "GET" : method) as Method);
      const contract = (method === "HEAD" && declared?.withoutHead ? undefined : declared) ?? node.everyMethod;
      if (!contract)
        return { found: "other-methods", methods: methodsOf(node), contracts: [...node.contracts.values()] };
      return { found: "contract", contract, params: paramsOf(contract, segments) };
    },
  };
}

/** What a path answers to: HEAD wherever GET is and may be asked without an answer, and OPTIONS everywhere. */
function methodsOf({ contracts }: Node): string[] {
  const get = contracts.get("GET");
  return [...contracts.keys(), ...(get && !get.withoutHead ? ["HEAD"] : []), "OPTIONS"];
}

function emptyNode(): Node {
  return { fixed: new Map(), parameter: null, contracts: new Map() };
}

function insert(root: Node, contract: Contract): void {
  let node = root;
  for (const segment of contract.path.split("/").slice(1)) {
    if (segment.startsWith("{")) {
      node.parameter ??= emptyNode();
      node = node.parameter;
      continue;
    }
    const next = node.fixed.get(segment) ?? emptyNode();
    node.fixed.set(segment, next);
    node = next;
  }
  if (node.contracts.has(contract.method)) throw new Error(`declared twice: ${contract.method} ${contract.path}`);
  node.contracts.set(contract.method, contract);
  if (contract.everyMethod) node.everyMethod = contract;
}

function walk(node: Node, segments: readonly string[], at: number): Node | null {
  const segment = segments[at];
  if (segment === undefined) return node.contracts.size > 0 ? node : null;
  const fixed = node.fixed.get(segment);
  const found = fixed && walk(fixed, segments, at + 1);
  if (found) return found;
  return node.parameter && segment !== "" ? walk(node.parameter, segments, at + 1) : null;
}

function paramsOf(contract: Contract, segments: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  contract.path
    .split("/")
    .slice(1)
    .forEach((segment, index) => {
      const value = segments[index];
      if (segment.startsWith("{") && value !== undefined) params[segment.slice(1, -1)] = value;
    });
  return params;
}
