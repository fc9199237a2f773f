import type { Prompt } from "@/lib/features/prompts/contract";

/** A prompt as lists show it. */
export const listedPrompt: Prompt = {
  id: "prm_1",
  name: "Greeting",
  description: "",
  visibility: "private",
  latest_version: 1,
  created_at: "2026-11-01T00:00:00Z",
  updated_at: "2026-11-01T00:00:00.000Z",
};
