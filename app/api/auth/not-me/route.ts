import { notMeContract } from "@/lib/features/accounts/not-me-contract";
import { disown } from "@/lib/features/accounts/sessions/not-me";
import { route } from "@/lib/http/route";

export const POST = route(notMeContract, ({ body, client }) => disown(body, client));
