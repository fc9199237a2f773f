import { safePath } from "@/components/accounts/safe-path";
import { secondStepContract } from "@/lib/features/accounts/second-step-contract";
import { finishSecondStep } from "@/lib/features/accounts/sign-in/second-step";
import { route } from "@/lib/http/route";

export const POST = route(secondStepContract, ({ body: { target, ...answer }, request, client }) =>
  finishSecondStep(answer, safePath(target), request, client),
);
