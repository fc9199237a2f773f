/** What a deployment decides about a key (docs/data-plane.md); the package's types write it out. */
export type { Verdict } from "@/lib/features/data-plane/contract";
