import { z } from "zod";
import { type Contract, defineContract } from "@/lib/http/contract";

/** Instructions for an agent that carry out one kind of work. */
export const Skill = z.object({ id: z.string(), name: z.string(), description: z.string(), instructions: z.string() });
export type Skill = z.output<typeof Skill>;

export const listSkillsContract = defineContract({
  method: "GET",
  path: "/api/skills",
  product: "account",
  summary: "Ready-made skills for agents",
  allow: ["session-jwt", "pat"],
  minimumPlan: "pro",
  success: { status: 200, body: z.object({ data: z.array(Skill), next_cursor: z.null() }) },
});

/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [listSkillsContract];
