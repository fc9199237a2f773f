import type { Memory } from "@/lib/features/memories/contract";

/** The types of memories, as pages call them. */
export const memoryTypeLabels: Record<Memory["type"], string> = {
  semantic: "Semantic",
  episodic: "Episodic",
  procedural: "Procedural",
};

/** What each type is for. */
export const memoryTypeHints: Record<Memory["type"], string> = {
  semantic: "A fact that holds by itself.",
  episodic: "Something that happened.",
  procedural: "How something is done.",
};
