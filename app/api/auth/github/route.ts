import { safePath } from "@/components/accounts/safe-path";
import { signInStartContracts } from "@/lib/features/accounts/contract";
import { startSignIn } from "@/lib/features/accounts/start-sign-in";
import { clientOf, guard } from "@/lib/http/route";

export const GET = guard(signInStartContracts.github, (request, admission) =>
  startSignIn("github", request, clientOf(request, admission), safePath),
);
