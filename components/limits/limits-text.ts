import { windowText } from "@/components/ui/span-text";
import type { ListedNamespace } from "@/lib/features/limits/contract";

/** The limits of a namespace in words. */
export function limitsText({ windows, concurrency }: Pick<ListedNamespace, "windows" | "concurrency">): string {
  const atOnce = concurrency === null ? [] : [`${concurrency.toLocaleString("en")} at once`];
  return [...windows.map(windowText), ...atOnce].join(", ");
}
