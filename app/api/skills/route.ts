import { listSkillsContract } from "@/lib/features/skills/contract";
import { skills } from "@/lib/features/skills/skills";
import { route } from "@/lib/http/route";

export const GET = route(listSkillsContract, () => ({ data: [...skills], next_cursor: null }));
