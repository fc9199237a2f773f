import { requestPlanContract } from "@/lib/features/administration/contract";
import { requestPlan } from "@/lib/features/administration/request-plan";
import { route } from "@/lib/http/route";

export const POST = route(requestPlanContract, ({ principal, body }) => requestPlan(principal, body));
